import { msg, str } from '@lit/localize';
import { number } from '../../i18n/format.ts';
import type { VariantAnswer } from './variant-answer.ts';
import { differing, wordsOf } from './word-differences.ts';

/**
 * The first token, counted from 1, at which two answers part; `undefined` where they are the same, or
 * as far as the shorter one goes if it was cut off.
 */
export function splitAt(
  reference: readonly number[],
  ids: readonly number[],
  cutOff: boolean,
): number | undefined {
  const shorter = Math.min(reference.length, ids.length);
  for (let index = 0; index < shorter; index++)
    if (reference[index] !== ids[index]) return index + 1;
  return reference.length === ids.length || cutOff ? undefined : shorter + 1;
}

/** Words with a letter or a digit that the reference does not have there, and how many there are. */
export function differingWords(
  reference: string,
  text: string,
): { readonly differ: number; readonly all: number } {
  const isWord = (word: string): boolean => /[\p{L}\p{N}]/u.test(word);
  const texts = (of: string): readonly string[] =>
    wordsOf(of)
      .map((word) => word.text)
      .filter(isWord);
  const words = texts(text);
  return {
    differ: differing(texts(reference), words).filter(Boolean).length,
    all: words.length,
  };
}

interface Differences {
  readonly reference: VariantAnswer;
  /** Tokens of different models are not the same things, even where their numbers are. */
  readonly isSameModel: boolean;
  readonly split: number | undefined;
  readonly cutOff: boolean;
  readonly differ: number;
  readonly all: number;
}

/** Answers that have ended change no more. */
const known = new WeakMap<VariantAnswer, Differences>();

function differencesOf(answer: VariantAnswer, reference: VariantAnswer): Differences | undefined {
  const found = known.get(answer);
  if (found?.reference === reference) return found;
  if (answer.state.kind !== 'finished' || reference.state.kind !== 'finished') return undefined;
  const { result } = answer.state;
  const { result: other } = reference.state;
  const cutOff = result.finishReason === 'cancelled' || other.finishReason === 'cancelled';
  const differences: Differences = {
    reference,
    isSameModel: answer.variant.model === reference.variant.model,
    split: splitAt(other.ids, result.ids, cutOff),
    cutOff,
    ...differingWords(reference.text, answer.text),
  };
  known.set(answer, differences);
  return differences;
}

/** How an answer stands to the reference's, once both are there; empty before. */
export function answerNote(
  answer: VariantAnswer | undefined,
  reference: VariantAnswer | undefined,
  referenceName: string,
): string {
  const differences = answer && reference && differencesOf(answer, reference);
  if (!differences) return '';
  const { isSameModel, split, cutOff, differ, all } = differences;
  if (!isSameModel)
    return differ === 0 && answer.text.trim() === reference.text.trim()
      ? msg(str`the same text as ${referenceName}`, { id: 'compare.same-text' })
      : msg(str`${number(differ)} of ${number(all)} words differ`, { id: 'compare.words-differ' });
  if (split !== undefined)
    return msg(
      str`splits at token ${number(split)}; ${number(differ)} of ${number(all)} words differ`,
      { id: 'compare.splits' },
    );
  return cutOff
    ? msg(str`the same tokens as ${referenceName} so far`, { id: 'compare.same-so-far' })
    : msg(str`the same tokens as ${referenceName}`, { id: 'compare.same' });
}
