import type { Accuracy, PairedDifference } from '../quality.ts';
import type { EndingScore } from '../score.ts';
import { mcnemarExact, pairedBootstrap, wilsonInterval } from '../statistics.ts';

/*
 * Multiple choice in HellaSwag's form: the ending with the highest score is picked, the first among
 * equals. Context and ending are joined by one space and tokenized as a whole; no token is added
 * before them. Accuracy is the share of questions answered right, with its 95 % Wilson interval.
 * Guessing gives 1 / (number of endings).
 */

/**
 * - `acc`: sum of the log-probabilities of the ending's tokens given the context (lm-eval's `acc`)
 * - `accNorm`: that sum divided by the ending's length in Unicode characters, the joining space not
 *   counted (lm-eval's `acc_norm`)
 * - `accNormToken`: mean log-probability over the tokens after the prefix that the tokens of all
 *   endings share (llama-perplexity `--hellaswag`)
 */
const choiceRules = ['acc', 'accNorm', 'accNormToken'] as const;
export type ChoiceRule = (typeof choiceRules)[number];

function scoreBy(rule: ChoiceRule, ending: EndingScore): number {
  switch (rule) {
    case 'acc':
      return ending.logProb;
    case 'accNorm':
      return ending.logProb / ending.characters;
    case 'accNormToken':
      return ending.ownLogProb / ending.ownTokens;
  }
}

/** Index of the ending that `rule` picks. */
export function pickedEnding(rule: ChoiceRule, endings: readonly EndingScore[]): number {
  let picked = 0;
  let best = -Infinity;
  for (const [index, ending] of endings.entries()) {
    const score = scoreBy(rule, ending);
    if (score > best) {
      best = score;
      picked = index;
    }
  }
  return picked;
}

/** @param correct of each question; at least one */
export function accuracy(correct: readonly boolean[]): Accuracy {
  const right = correct.filter(Boolean).length;
  return { value: right / correct.length, interval: wilsonInterval(right, correct.length) };
}

/** Any fixed number: the same questions give the same interval everywhere. */
const bootstrapSeed = 20_191_119;

/**
 * Accuracy of the first variant less the second's on the same questions, in the same order, with a
 * 95 % interval by a seeded paired bootstrap, and McNemar's exact test. Paired, since most questions
 * are right or wrong for both: the two Wilson intervals would hide what the pairs show.
 *
 * @param first whether each question was answered right; `second` is of the same length, at least 1
 */
export function pairedDifference(
  first: readonly boolean[],
  second: readonly boolean[],
): PairedDifference {
  const n = first.length;
  if (second.length !== n || n === 0) throw new RangeError('not the same questions');
  const differences = new Int8Array(n);
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < n; i++) {
    const [a, b] = [first[i] === true, second[i] === true];
    differences[i] = Number(a) - Number(b);
    if (a && !b) onlyFirst++;
    if (b && !a) onlySecond++;
  }
  return {
    difference: (onlyFirst - onlySecond) / n,
    interval: pairedBootstrap(differences, bootstrapSeed),
    pValue: mcnemarExact(onlyFirst, onlySecond),
    n,
  };
}
