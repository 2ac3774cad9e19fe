import { formatVariant } from '../../../core/variant.ts';
import type { RunState } from '../../benchmark/run/benchmark-run.ts';
import {
  chunkLength,
  type EvaluationPlan,
  type EvaluationState,
} from '../evaluation/evaluation.ts';
import { questionTokens } from '../evaluation/row-run.ts';
import type { Forecast } from './making-forecast.ts';
import type { MeasuringPlan, MeasuringStage } from './measuring.ts';

export interface MeasuringView {
  readonly stage: MeasuringStage;
  readonly plan: MeasuringPlan | null;
  readonly speed: RunState;
  readonly quality: EvaluationState;
  /** Of the levels that are still to be made. */
  readonly making: Forecast;
}

const sum = (...parts: readonly Forecast[]): Forecast => ({
  ms: parts.reduce((total, { ms }) => total + ms, 0),
  isLeast: parts.some(({ isLeast }) => isLeast),
});

const none: Forecast = { ms: 0, isLeast: false };

/**
 * Of all that a measuring has still to do: making levels, the rest of its stage, and the stage after it.
 * `null` where nothing is under way, or nothing can be told yet.
 */
export function wholeTimeLeft(view: MeasuringView): Forecast | null {
  const { stage, plan, speed, quality, making } = view;
  if (stage === 'speed' && speed.kind !== 'idle') {
    const { leftMs } = speed.progress;
    const after = plan?.quality ? qualityAhead(plan.quality, speed) : none;
    return sum({ ms: leftMs, isLeast: false }, making, after);
  }
  if (stage === 'quality' && quality.kind !== 'idle') {
    const { timeLeft } = quality.progress;
    if (timeLeft === null) return making.ms > 0 ? { ...making, isLeast: true } : null;
    return sum({ ms: timeLeft, isLeast: false }, making);
  }
  return null;
}

/**
 * Of an evaluation that has not begun, by how fast each variant read prompts: at least that, since nothing is
 * known yet of what its logits take.
 */
function qualityAhead(
  plan: EvaluationPlan,
  { progress }: Exclude<RunState, { kind: 'idle' }>,
): Forecast {
  const { variants, text, choices } = plan;
  const questions = choices?.set.questions.slice(0, choices.limit) ?? [];
  const tokens = questions.reduce(
    (all, question) => all + questionTokens(question),
    (text?.chunks ?? 0) * (chunkLength - 1),
  );
  const rates = new Map(
    progress.items.flatMap(({ subject, test, state }) =>
      state.kind === 'measured' && test.nPrompt > 0 && test.nGen === 0
        ? [[formatVariant(subject.variant), state.row.avg_ts] as const]
        : [],
    ),
  );
  if (rates.size === 0) return { ms: 0, isLeast: true };
  const usual = [...rates.values()].reduce((a, b) => a + b, 0) / rates.size;
  const ms = variants.reduce(
    (all, variant) => all + (1000 * tokens) / (rates.get(formatVariant(variant)) ?? usual),
    0,
  );
  return { ms, isLeast: true };
}
