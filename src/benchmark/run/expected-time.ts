import type { MeasuredRow } from '../../../core/bench-result.ts';
import { parseLevel, type LevelFormat } from '../../../core/levels.ts';
import { mean } from '../../../core/statistics.ts';
import { ms, type Ms } from '../../../core/units.ts';
import type { RunPlan, RunSubject, RunTest } from './benchmark-run.ts';

/** Tokens per second, for expectations only: never shown as measured. */
export interface ExpectedRates {
  readonly prefill: number;
  readonly decode: number;
}

/** Bytes per second that decoding reads of weights, about, on a slow desktop. */
const readingRate = 6e9;
/** Loading, the limits and the first calibration. */
const perSubjectMs = 3000;
/** Calibration, messages. */
const perTestMs = 300;

/** Bytes that onnxruntime's CPU reads for one of the level's own: most weights run expanded. */
const expansion: Readonly<Record<LevelFormat, number>> = {
  fp32: 1,
  fp16: 2,
  q8: 3.5,
  int8: 1,
  q4: 5.5,
  q4i: 5.5,
  q3: 6.5,
  q2: 8,
};

/** Before anything was measured: decode is taken to be limited by memory, prefill a few times as fast. */
function roughRates({ variant, weightBytes, threads }: RunSubject): ExpectedRates {
  const factor = variant.engine === 'wasm' ? expansion[parseLevel(variant.level).format] : 1;
  const decode = readingRate / Math.max(1, weightBytes * factor);
  return { decode, prefill: decode * 1.5 * Math.max(1, threads) };
}

/** From what was measured of this subject in this run, else rough. */
export function expectedRates(subject: RunSubject, rows: readonly MeasuredRow[]): ExpectedRates {
  const rough = roughRates(subject);
  const prompts = rows.flatMap(({ prompt_ts }) => prompt_ts);
  const generations = rows.flatMap(({ gen_ts }) => gen_ts);
  return {
    prefill: prompts.length > 0 ? mean(prompts) : rough.prefill,
    decode: generations.length > 0 ? mean(generations) : rough.decode,
  };
}

/** Of one test with its warm-up, ms, its pause left out. */
export function expectedTestMs(
  { nPrompt, nGen, nDepth, repetitions }: RunTest,
  { prefill, decode }: ExpectedRates,
): Ms {
  const once = nPrompt / prefill + nGen / decode;
  const around = nPrompt / prefill + 1 / decode + nDepth / prefill;
  return ms(perTestMs + 1000 * (repetitions * once + around));
}

/** Of loading a subject, ms. */
export const expectedLoadMs = ({ weightBytes }: RunSubject, { loads }: RunPlan): Ms =>
  ms((loads === 'cold-and-warm' ? 2 : 1) * (perSubjectMs + weightBytes / 1e5));

/** Of a whole run, told before it begins. Rough: rates of this device aren't known yet. */
export function expectedRunMs(plan: RunPlan): Ms {
  let sum = 0;
  for (const subject of plan.subjects) {
    sum += expectedLoadMs(subject, plan);
    for (const test of plan.tests) sum += plan.pauseMs + expectedTestMs(test, roughRates(subject));
  }
  return ms(sum);
}
