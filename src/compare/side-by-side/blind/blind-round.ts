import type { VariantChoice } from '../../../app/preferences.ts';

/** Which of the two shown answers was preferred. */
export const blindVotes = ['a', 'b', 'tie', 'both-bad'] as const;
export type BlindVote = (typeof blindVotes)[number];

/** Two variants as they are shown, without names until a vote was given. */
export interface BlindRound {
  readonly a: VariantChoice;
  readonly b: VariantChoice;
  readonly vote: BlindVote | undefined;
}

/** A whole number below `limit`, each as likely. */
function randomBelow(limit: number): number {
  const drawn = crypto.getRandomValues(new Uint32Array(1))[0] as number;
  return Math.floor((drawn / 2 ** 32) * limit);
}

/** In random order. */
export function shuffled<T>(items: readonly T[]): readonly T[] {
  const rest = [...items];
  const order: T[] = [];
  while (rest.length > 0) order.push(...rest.splice(randomBelow(rest.length), 1));
  return order;
}

/** Two of the chosen variants, at random and in random order; `undefined` of fewer than two. */
export function newRound(choices: readonly VariantChoice[]): BlindRound | undefined {
  const [a, b] = shuffled(choices);
  return a && b && { a, b, vote: undefined };
}
