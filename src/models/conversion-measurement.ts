import { threadsToStart, usableCores } from '../../core/threads.ts';
import type { ConversionCost, ConversionError, ConversionQuality } from '../../core/conversion.ts';
import type { InstalledModel } from '../../core/model-store.ts';
import { scoringVersion } from '../../core/score.ts';
import type { Variant } from '../../core/variant.ts';
import type { Services } from '../app/contexts.ts';
import type { ModelOption } from '../app/model-option.ts';
import { bundledText } from '../compare/evaluation/bundled.ts';
import { EvaluationRun } from '../compare/evaluation/evaluation-run.ts';
import {
  chunkLength,
  type EvaluationPlan,
  type EvaluationText,
} from '../compare/evaluation/evaluation.ts';
import { dropReference, keptChunks } from '../compare/evaluation/reference-files.ts';
import { RecordKeys } from '../compare/evaluation/score-records.ts';
import { memoryNeed, variantLimit } from '../compare/memory-need.ts';
import { ScoreStore } from '../store/score-store.ts';

/** Chunks of the text: enough for an error that is small beside the divergence of a 3-bit type. */
export const measuredChunks = 4;

/**
 * - `weights`: the error of the rounded weights is computed
 * - `waiting`: until the chat, or another screen, has ended what it is at
 * - `reference`: the file's own values are scored on the text
 * - `level`: what runs is
 */
export type ConversionStage = 'weights' | 'waiting' | 'reference' | 'level';

export interface ConversionProgress {
  readonly stage: ConversionStage;
  /** Of everything, 0 to 1. */
  readonly share: number;
}

/** A measurement under way, of the model `id`. */
export interface ConversionWork {
  readonly id: string;
  readonly progress: ConversionProgress;
}

export interface MeasurementOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ConversionProgress) => void;
  /** Tests give a text of their own. */
  readonly text?: () => Promise<EvaluationText>;
}

/** What of the file's own values can't be held here: measuring stops at the error of the weights. */
export interface TooLarge {
  readonly neededBytes: number;
  readonly limitBytes: number;
}

/** Whether all weights in 32 bits are more than this device seems to have room for. */
export function expandedTooLarge(
  option: ModelOption,
  limitBytes = variantLimit(),
): TooLarge | undefined {
  const neededBytes = memoryNeed({ level: 'fp32', engine: 'simd' }, option, chunkLength);
  return neededBytes > limitBytes ? { neededBytes, limitBytes } : undefined;
}

/** What is kept of a model's cost; `undefined` where another version of the app wrote it. */
export const keptCost = ({ facts }: InstalledModel): ConversionCost | undefined =>
  (facts.conversionCost?.schema as number | undefined) === 1 ? facts.conversionCost : undefined;

/** The part of all that is done once the weights' errors are known. */
const weightsShare = 0.1;

type Tools = Pick<
  Services,
  'model' | 'shelf' | 'library' | 'environment' | 'createEngine' | 'appVersion'
>;

/**
 * Measures what rounding a model's weights to the kernels' forms costs: the error of the weights, then
 * KL divergence of the model as it runs on `simd` against the file's own values in 32 bits. Each part
 * is kept with the model as soon as it is whole.
 *
 * @throws catalogued: `cancelled`, what is wrong with the files, `memory-refused`
 */
export async function measureConversion(
  tools: Tools,
  installed: InstalledModel,
  option: ModelOption,
  { signal, onProgress, text = bundledText }: MeasurementOptions,
): Promise<void> {
  const errors = await weightErrors(tools, installed, option, { signal, onProgress });
  if (expandedTooLarge(option)) return;
  onProgress({ stage: 'waiting', share: weightsShare });
  const content = await text();
  const quality = await tools.model.lend('models', signal, (either) =>
    scored(
      tools,
      planOf(option, content, threadsToStart('auto', usableCores(tools.environment))),
      either,
      onProgress,
    ),
  );
  await keep(tools, installed.id, { schema: 1, errors, quality });
}

const keep = async (
  { shelf }: Tools,
  model: string,
  conversionCost: ConversionCost,
): Promise<void> => {
  await shelf.store.describe(model, { facts: { conversionCost } });
};

async function weightErrors(
  tools: Tools,
  installed: InstalledModel,
  { source }: ModelOption,
  { signal, onProgress }: Pick<MeasurementOptions, 'signal' | 'onProgress'>,
): Promise<readonly ConversionError[]> {
  const kept = keptCost(installed);
  if (kept) return kept.errors;
  onProgress({ stage: 'weights', share: 0 });
  const errors = await tools.library.conversionErrors(source, {
    signal,
    onProgress: ({ done, total }) =>
      onProgress({ stage: 'weights', share: (weightsShare * done) / Math.max(1, total) }),
  });
  await keep(tools, installed.id, { schema: 1, errors, quality: null });
  return errors;
}

function planOf(
  { id, source }: ModelOption,
  text: EvaluationText,
  threads: number,
): EvaluationPlan & { readonly reference: Variant } {
  const at = (level: Variant['level']): Variant => ({ model: id, level, engine: 'simd' });
  return {
    source,
    variants: [at(source.shippedLevel)],
    reference: at('fp32'),
    text: { text, chunks: measuredChunks },
    choices: null,
    threads,
  };
}

async function scored(
  { createEngine, appVersion }: Tools,
  plan: ReturnType<typeof planOf>,
  signal: AbortSignal,
  onProgress: (progress: ConversionProgress) => void,
): Promise<ConversionQuality | null> {
  const key = await (await RecordKeys.of(plan, appVersion)).reference(plan.reference);
  const isShared = (await keptChunks(key)).size > 0;
  const run: EvaluationRun = new EvaluationRun(plan, {
    ...{ appVersion, signal, newEngine: createEngine },
    store: await ScoreStore.open(),
    gate: () => Promise.resolve(),
    onChange: () => {
      const { done, total } = run.progress;
      const isReference = run.rows.some(({ isReference: isIt, state: { kind } }) =>
        isIt ? kind === 'loading' || kind === 'chunk' : kind === 'waiting',
      );
      onProgress({
        stage: isReference ? 'reference' : 'level',
        share: weightsShare + ((1 - weightsShare) * done) / Math.max(1, total),
      });
    },
  });
  try {
    await run.run();
  } finally {
    // Hundreds of megabytes that nothing else needs, unless Compare keeps them for its own levels.
    if (!isShared) await dropReference(key);
  }
  for (const { state } of run.rows) if (state.kind === 'failed') throw state.error;
  return qualityOf(run, appVersion);
}

/** `null` where the text is too short for statistics. */
function qualityOf({ rows }: EvaluationRun, appVersion: string): ConversionQuality | null {
  const result = rows.find(({ isReference }) => !isReference)?.result;
  const agreement = result?.text?.agreement;
  if (!result?.text || !agreement) return null;
  const { reference, kld, sameTop } = agreement;
  const { name, sha256, chunks, chunkLength: length, positions } = result.text;
  return {
    ...{ variant: result.variant, reference, sameTop },
    kld: { value: kld.value, se: kld.se },
    text: { name, sha256 },
    ...{ chunks, chunkLength: length, positions },
    scoring: scoringVersion,
    finishedAt: result.finishedAt,
    appVersion,
  };
}

/** Whether figures were taken as this version of the app takes them. */
export const isCurrent = (quality: ConversionQuality, appVersion: string): boolean =>
  quality.scoring === scoringVersion && quality.appVersion === appVersion;
