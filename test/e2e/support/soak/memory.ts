import type { AssistantMessage } from '../../../../src/store/chat-record.ts';

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/**
 * By how much what is held grew from the middle third of its samples to the last, by their medians.
 * The first third fetches code and fills what is kept on purpose.
 */
export function growth(samples: readonly number[]): number {
  const third = Math.floor(samples.length / 3);
  return median(samples.slice(-third)) / median(samples.slice(third, 2 * third));
}

/** Bytes of the engine after each answer, by level, as the account of the answer tells them. */
export function engineBytes(
  answers: readonly AssistantMessage[],
): ReadonlyMap<string, readonly number[]> {
  const byLevel = new Map<string, number[]>();
  for (const { figures, circumstances } of answers) {
    const total = figures?.memory.total;
    if (typeof total !== 'number' || !circumstances) continue;
    const { level } = circumstances.variant;
    byLevel.set(level, [...(byLevel.get(level) ?? []), total]);
  }
  return byLevel;
}
