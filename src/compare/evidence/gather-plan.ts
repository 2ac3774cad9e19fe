import type { Environment } from '../../app/environment.ts';
import type { ModelOption } from '../../app/model-option.ts';
import type { EvaluationPlan } from '../evaluation/evaluation.ts';
import type { EvidenceTools } from './evidence-tools.ts';
import type { MeasuringPlan } from './measuring.ts';
import { levelsToMake, measuringPlan, type MeasuringChoice } from './measuring-choice.ts';

type Sources = Pick<EvidenceTools, 'bundledText' | 'bundledQuestions' | 'madeLevels'>;

/**
 * What is run for a choice, with the data that it names.
 *
 * @throws catalogued, where bundled data can't be fetched
 */
export async function gatherPlan(
  choice: MeasuringChoice,
  tools: Sources,
  model: ModelOption,
  environment: Environment,
): Promise<MeasuringPlan> {
  const { text, questions } = choice;
  const data = {
    text: text && (text.kind === 'own' ? text.content : await tools.bundledText()),
    questions:
      questions && (questions.kind === 'own' ? questions.content : await tools.bundledQuestions()),
    made: await tools.madeLevels(),
  };
  return measuringPlan(choice, data, model, environment);
}

/** To go on with an evaluation that was cut off. */
export async function continuedPlan(
  quality: EvaluationPlan,
  tools: Sources,
  models: readonly ModelOption[],
): Promise<MeasuringPlan> {
  const model = models.find(({ id }) => id === quality.source.id);
  const levels = quality.variants.map(({ level }) => level);
  const toMake = model ? levelsToMake(levels, model, await tools.madeLevels()) : [];
  return { speed: null, quality, toMake };
}
