import type { ComparePreferences, VariantChoice } from '../../app/preferences.ts';
import { memoryLimit, memoryNeed } from '../memory-need.ts';
import type { Prompt } from './prompt.ts';
import { doubled, modelOf, type ModelPool } from './selection.ts';

/** Why a comparison can't be run as it stands. */
export type RunProblem =
  | { readonly kind: 'no-simd' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'twice'; readonly choice: VariantChoice }
  | { readonly kind: 'too-long'; readonly tokens: number; readonly contextLength: number }
  | { readonly kind: 'memory'; readonly neededBytes: number; readonly limitBytes: number };

export interface RunInput {
  readonly choices: readonly VariantChoice[];
  readonly prompt: Prompt;
  /** `undefined` where they are not counted. */
  readonly tokens: number | undefined;
  readonly mode: ComparePreferences['mode'];
  readonly pool: ModelPool;
  readonly contextLength: number;
  readonly wasmSimd: boolean;
}

/** The first thing in the way, or `undefined`. */
export function runProblem(input: RunInput): RunProblem | undefined {
  const { choices, prompt, tokens, mode, pool, contextLength } = input;
  if (!input.wasmSimd) return { kind: 'no-simd' };
  const choice = doubled(choices);
  if (choice) return { kind: 'twice', choice };
  if (mode === 'together') {
    const neededBytes = togetherNeed(choices, pool, contextLength);
    const limitBytes = memoryLimit();
    if (neededBytes > limitBytes) return { kind: 'memory', neededBytes, limitBytes };
  }
  if (prompt.text.trim() === '') return { kind: 'empty' };
  if (tokens !== undefined && tokens >= contextLength)
    return { kind: 'too-long', tokens, contextLength };
  return undefined;
}

/** Bytes that all hold at once, about. */
export const togetherNeed = (
  choices: readonly VariantChoice[],
  pool: ModelPool,
  contextLength: number,
): number => choices.reduce((sum, choice) => sum + need(choice, pool, contextLength), 0);

/** Bytes that the largest holds, about. */
export const inTurnNeed = (
  choices: readonly VariantChoice[],
  pool: ModelPool,
  contextLength: number,
): number => Math.max(...choices.map((choice) => need(choice, pool, contextLength)), 0);

function need(choice: VariantChoice, pool: ModelPool, contextLength: number): number {
  const model = modelOf(choice, pool);
  return model ? memoryNeed(choice, model, contextLength) : 0;
}
