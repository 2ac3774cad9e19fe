import { threadsToStart, usableCores } from '../../../core/threads.ts';
import type { LevelId } from '../../../core/levels.ts';
import type { MadeLevel } from '../../../core/model-work.ts';
import { engineIds, type EngineId, type Variant } from '../../../core/variant.ts';
import type { Environment } from '../../app/environment.ts';
import { engineOptions, runsLevel } from '../../app/engine-choice.ts';
import type { LevelOption, ModelOption } from '../../app/model-option.ts';
import type { RunPlan, RunTest } from '../../benchmark/run/benchmark-run.ts';
import { memoryNeed, variantLimit } from '../memory-need.ts';
import {
  chunkLength,
  defaultChunks,
  type EvaluationPlan,
  type EvaluationText,
  type QuestionSet,
} from '../evaluation/evaluation.ts';
import type { MeasuringPlan } from './measuring.ts';

/** A file of the person's own, or what comes with the app. */
export type Source<Content> =
  { readonly kind: 'bundled' } | { readonly kind: 'own'; readonly content: Content };

/** What the person wants measured. */
export interface MeasuringChoice {
  readonly levels: readonly LevelId[];
  readonly engine: EngineId;
  readonly reference: LevelId;
  readonly text: Source<EvaluationText> | null;
  readonly chunks: number;
  readonly questions: Source<QuestionSet> | null;
  /** Of the set's questions, the first so many. */
  readonly questionLimit: number;
  readonly speed: boolean;
}

/** Formats that are measured unless others are chosen: one of each width, as made without calibration. */
const usual: readonly LevelId[] = ['q8', 'q4', 'q3', 'q2'];

export const levelsFor = ({ levels }: ModelOption, engine: EngineId): readonly LevelOption[] =>
  levels.filter(({ level }) => runsLevel(engine, level));

/** Whether an engine can be chosen to measure a model here. */
export const canMeasureOn = (
  model: ModelOption,
  engine: EngineId,
  environment: Environment,
): boolean =>
  engineOptions(environment, model.source.shippedLevel, model).some(
    (option) =>
      option.engine === engine && (option.disabled === undefined || option.disabled === 'level'),
  );

/** @param wanted in whose place another is taken where the model doesn't run on it */
export function defaultChoice(
  model: ModelOption,
  wanted: EngineId,
  environment: Environment,
): MeasuringChoice {
  const engine =
    [wanted, ...engineIds].find((each) => canMeasureOn(model, each, environment)) ?? wanted;
  const offered = levelsFor(model, engine).map(({ level }) => level);
  const { shippedLevel } = model.source;
  return {
    levels: offered.filter((level) => usual.includes(level) || level === shippedLevel),
    engine,
    reference: shippedLevel,
    text: { kind: 'bundled' },
    chunks: defaultChunks,
    questions: null,
    questionLimit: 400,
    speed: true,
  };
}

/**
 * For another model, which has other levels and engines; what they are measured on stays, so that figures
 * compare.
 */
export function choiceFor(
  model: ModelOption,
  wanted: EngineId,
  environment: Environment,
  before: MeasuringChoice | undefined,
): MeasuringChoice {
  const fresh = defaultChoice(model, wanted, environment);
  if (!before) return fresh;
  const { text, chunks, questions, questionLimit, speed } = before;
  return { ...fresh, text, chunks, questions, questionLimit, speed };
}

/** With another engine: levels that don't run on it are left out. */
export function withEngine(
  choice: MeasuringChoice,
  engine: EngineId,
  model: ModelOption,
): MeasuringChoice {
  const offered = levelsFor(model, engine).map(({ level }) => level);
  const { shippedLevel } = model.source;
  return {
    ...choice,
    engine,
    levels: choice.levels.filter((level) => offered.includes(level)),
    reference: offered.includes(choice.reference) ? choice.reference : shippedLevel,
  };
}

/** Positions that the cache of a measured variant holds, at least. */
const measuredContext = chunkLength;

/**
 * Levels of a choice that need more memory, about, than this device seems to have for one variant: told
 * before they are tried, because what the browser tells is coarse.
 */
export function tooLargeLevels(
  { levels, reference, engine }: MeasuringChoice,
  model: ModelOption,
  limit: number = variantLimit(),
): {
  readonly limit: number;
  readonly tooLarge: readonly { readonly level: LevelId; readonly bytes: number }[];
} {
  const measured = levels.includes(reference) ? levels : [reference, ...levels];
  const needs = measured.map((level) => ({
    level,
    bytes: memoryNeed({ level, engine }, model, measuredContext),
  }));
  return { limit, tooLarge: needs.filter(({ bytes }) => bytes > limit) };
}

/** Why nothing can be measured by a choice; `null`: it can. */
export type ChoiceProblem = 'no-levels' | 'nothing-to-measure' | null;

export function choiceProblem({ levels, text, questions, speed }: MeasuringChoice): ChoiceProblem {
  if (levels.length === 0) return 'no-levels';
  return text || questions || speed ? null : 'nothing-to-measure';
}

/** Short, as the benchmark's quick set, but with enough repetitions for an interval. */
export const speedTests: readonly RunTest[] = [
  { nPrompt: 128, nGen: 0, nDepth: 0, repetitions: 5 },
  { nPrompt: 0, nGen: 32, nDepth: 0, repetitions: 5 },
  { nPrompt: 128, nGen: 1, nDepth: 0, repetitions: 5 },
];

/** How the speed of variants is measured, here and by `npm run evaluate`. */
export const speedPlan = (
  model: ModelOption,
  variants: readonly Variant[],
  threads: number,
): RunPlan => ({
  preset: 'custom',
  subjects: variants.map((variant) => ({
    variant,
    source: model.source,
    threads,
    form: 'auto',
    maxContextLength: model.maxContextLength,
    weightBytes: model.levels.find(({ level }) => level === variant.level)?.bytes ?? 0,
  })),
  tests: speedTests,
  loads: 'warm',
  pauseMs: 300,
});

export interface PlanData {
  /** `null` where the choice has none. */
  readonly text: EvaluationText | null;
  readonly questions: QuestionSet | null;
  /** Of all models. */
  readonly made: readonly Pick<MadeLevel, 'model' | 'level'>[];
}

/** Levels of a plan that are made when they are first loaded, and kept from then on. */
export const levelsToMake = (
  levels: readonly LevelId[],
  model: ModelOption,
  made: PlanData['made'],
): readonly LevelId[] =>
  model.levels.flatMap(({ level, isKept }) =>
    isKept &&
    levels.includes(level) &&
    !made.some((each) => each.model === model.id && each.level === level)
      ? level
      : [],
  );

/** What is run. The reference is measured too, wherever it is not among the levels. */
export function measuringPlan(
  choice: MeasuringChoice,
  { text, questions, made }: PlanData,
  model: ModelOption,
  environment: Environment,
): MeasuringPlan {
  const at = (level: LevelId): Variant => ({ model: model.id, level, engine: choice.engine });
  const { levels, reference } = choice;
  const threads = threadsToStart('auto', usableCores(environment));
  const measured = levels.includes(reference) ? levels : [reference, ...levels];
  const variants = measured.map(at);
  const quality: EvaluationPlan = {
    source: model.source,
    variants,
    reference: at(reference),
    text: text && { text, chunks: choice.chunks },
    choices: questions && {
      set: questions,
      limit: Math.min(choice.questionLimit, questions.questions.length),
    },
    threads,
  };
  return {
    speed: choice.speed ? speedPlan(model, variants, threads) : null,
    quality: text || questions ? quality : null,
    toMake: levelsToMake(measured, model, made),
  };
}
