import { fail } from '../../core/errors.ts';
import { formatVariant, sameVariant, type Variant } from '../../core/variant.ts';
import { createEvaluation } from '../compare/evaluation/create-evaluation.ts';
import { bundledQuestions, bundledText } from '../compare/evaluation/bundled.ts';
import type {
  EvaluationPlan,
  EvaluationRow,
  EvaluationState,
  RowState,
} from '../compare/evaluation/evaluation.ts';
import { readQuestions } from '../compare/evaluation/read-questions.ts';
import { readText } from '../compare/evaluation/read-text.ts';
import { failureText } from '../i18n/errors.ts';
import type {
  AutomationEvaluation,
  AutomationEvaluationProgress,
  AutomationEvaluationResult,
  AutomationEvaluationRow,
  AutomationFile,
  AutomationSpeed,
} from './automation-contract.ts';
import { measureSpeed } from './automation-speed.ts';
import { appVersion } from './build-info.ts';
import type { LevelOption, ModelOption } from './model-option.ts';

/** Progress is told at most so often, ms. */
const tellEveryMs = 2000;

const bytesOf = ({ base64 }: AutomationFile): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

async function planOf(
  model: ModelOption,
  { variants, reference, text, choices, threads }: AutomationEvaluation,
): Promise<EvaluationPlan> {
  const read =
    text &&
    (text.source === 'bundled' ? bundledText() : readText(text.source.name, bytesOf(text.source)));
  const set =
    choices &&
    (choices.source === 'bundled'
      ? bundledQuestions()
      : readQuestions(choices.source.name, bytesOf(choices.source)));
  const questions = await set;
  return {
    source: model.source,
    variants,
    reference,
    text: text && read && { text: await read, chunks: text.chunks },
    choices:
      choices && questions
        ? { set: questions, limit: choices.limit ?? questions.questions.length }
        : null,
    threads,
  };
}

function doing(state: RowState): string | null {
  switch (state.kind) {
    case 'loading':
      return 'loading';
    case 'chunk':
      return `chunk ${state.index + 1} of ${state.chunks}`;
    case 'question':
      return `question ${state.index + 1} of ${state.questions}`;
    case 'waiting':
    case 'between':
    case 'done':
    case 'failed':
      return null;
  }
}

function progressOf(state: EvaluationState): AutomationEvaluationProgress | null {
  if (state.kind === 'idle') return null;
  for (const { variant, state: of, result } of state.rows) {
    const now = doing(of);
    if (now === null) continue;
    return {
      level: variant.level,
      doing: now,
      perplexity: result?.text?.perplexity ?? null,
      accNorm: result?.choices?.accNorm ?? null,
      timeLeftMs: state.progress.timeLeft,
    };
  }
  return null;
}

/** Bits per weight are 0 where a model's shapes are unknown. */
function sizeOf(model: ModelOption, { level }: Variant): LevelOption | null {
  const size = model.levels.find((option) => option.level === level);
  return size && size.linearBitsPerWeight > 0 ? size : null;
}

function rowOf(
  { variant, isReference, state, result, skipped }: EvaluationRow,
  model: ModelOption,
  speed: AutomationSpeed | null,
): AutomationEvaluationRow {
  const error = state.kind === 'failed' ? state.error : null;
  const sentence = error && failureText(error.failure);
  return {
    variant,
    isReference,
    result,
    skipped,
    speed,
    size: sizeOf(model, variant),
    failure:
      error && sentence
        ? { code: error.code, sentence: `${sentence.happened} ${sentence.advice}` }
        : null,
  };
}

const distinct = (variants: readonly Variant[]): readonly Variant[] =>
  variants.filter(
    (variant, index) => variants.findIndex((other) => sameVariant(other, variant)) === index,
  );

/**
 * Evaluates for a driving program, with the page's own run.
 *
 * @throws catalogued, what concerns the whole run; what concerns one level is in its row
 */
export async function runEvaluation(
  models: readonly ModelOption[],
  request: AutomationEvaluation,
  onProgress: (progress: AutomationEvaluationProgress) => void,
): Promise<AutomationEvaluationResult> {
  const id = request.variants[0]?.model;
  const model = models.find((option) => option.id === id);
  if (!model) throw new RangeError(`no model ${String(id)}`);
  const plan = await planOf(model, request);
  let toldAt = -Infinity;
  const tell = (progress: AutomationEvaluationProgress | null): void => {
    if (!progress || performance.now() - toldAt < tellEveryMs) return;
    toldAt = performance.now();
    onProgress(progress);
  };
  const measured = [plan.reference, ...plan.variants].flatMap((variant) => variant ?? []);
  const speeds = request.speed
    ? await measureSpeed(model, distinct(measured), plan.threads, tell)
    : null;
  const evaluation = createEvaluation({ appVersion });
  evaluation.addEventListener('change', () => tell(progressOf(evaluation.state)));
  await evaluation.start(plan);
  const { state } = evaluation;
  if (state.kind === 'failed') throw state.error;
  if (state.kind !== 'finished') throw fail('cancelled', {});
  return {
    appVersion,
    rows: state.rows.map((row) =>
      rowOf(row, model, speeds?.get(formatVariant(row.variant)) ?? null),
    ),
    text: plan.text && { name: plan.text.text.name, sha256: plan.text.text.sha256 },
    choices: plan.choices && { name: plan.choices.set.name, sha256: plan.choices.set.sha256 },
    badLines: plan.choices?.set.badLines ?? [],
  };
}
