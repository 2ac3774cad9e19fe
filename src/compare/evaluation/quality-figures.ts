import { bitsPerByte } from '../../../core/metrics/bits-per-byte.ts';
import { deltaProbability } from '../../../core/metrics/delta-probability.ts';
import { klDivergence } from '../../../core/metrics/kl-divergence.ts';
import { accuracy, pickedEnding, type ChoiceRule } from '../../../core/metrics/multiple-choice.ts';
import { lnPerplexityRatio } from '../../../core/metrics/perplexity-ratio.ts';
import { leastPositions, perplexity, perplexityByChunk } from '../../../core/metrics/perplexity.ts';
import { sameTop } from '../../../core/metrics/same-top.ts';
import type { Agreement, Choices, TextQuality } from '../../../core/quality.ts';
import type { ChunkScore, EndingScore } from '../../../core/score.ts';
import { tokensHash } from '../../../core/token-hash.ts';
import type { Variant } from '../../../core/variant.ts';
import type { Chunk } from './chunks.ts';
import type { EvaluationText, QuestionSet } from './evaluation.ts';

/** The part of a chunk's score that figures are made of, and that is kept. */
export type ChunkFigures = Pick<ChunkScore, 'nll' | 'bytes' | 'against'>;

function joined(arrays: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}

function agreementOf(
  chunks: readonly ChunkFigures[],
  nll: Float64Array,
  reference: Variant,
): Agreement | null {
  const against = chunks.flatMap((chunk) => chunk.against ?? []);
  if (against.length < chunks.length) return null;
  return {
    reference,
    kld: klDivergence(joined(against.map(({ kld }) => kld))),
    sameTop: sameTop(joined(against.map((part) => part.sameTop))),
    dp: deltaProbability(joined(against.map(({ dp }) => dp))),
    lnPerplexityRatio: lnPerplexityRatio(
      nll,
      joined(against.map(({ referenceNll }) => referenceNll)),
    ),
  };
}

function bitsOf(nll: Float64Array, chunks: readonly ChunkFigures[]): TextQuality['bitsPerByte'] {
  const bytes = joined(chunks.map((chunk) => chunk.bytes));
  const estimate = bitsPerByte(nll, bytes);
  return estimate && { ...estimate, bytes: bytes.reduce((a, b) => a + b, 0) };
}

/**
 * What the chunks scored so far say.
 *
 * @param cut the text's chunks, of which the first were scored
 * @param chunks at least one
 */
export function textQuality(
  { name, sha256 }: EvaluationText,
  cut: readonly Chunk[],
  chunks: readonly ChunkFigures[],
  reference: Variant | null,
): TextQuality {
  const evaluated = cut.slice(0, chunks.length).flatMap(({ tokens }) => Array.from(tokens));
  const nll = joined(chunks.map((chunk) => chunk.nll));
  const enough = nll.length >= leastPositions;
  return {
    name,
    sha256,
    chunkLength: cut[0]?.tokens.length ?? 0,
    chunks: chunks.length,
    positions: nll.length,
    perplexity: enough ? perplexity(nll) : null,
    bitsPerByte: enough ? bitsOf(nll, chunks) : null,
    tokensHash: tokensHash(evaluated).toString(16).padStart(8, '0'),
    perplexityByChunk: enough ? perplexityByChunk(chunks.map((chunk) => chunk.nll)) : [],
    agreement: enough && reference ? agreementOf(chunks, nll, reference) : null,
  };
}

/** A question's endings as scored, with the index of the right one. */
export interface AnsweredQuestion {
  readonly endings: readonly EndingScore[];
  readonly label: number;
}

/** @param answered at least one */
export function choicesQuality(
  { name, sha256 }: QuestionSet,
  answered: readonly AnsweredQuestion[],
): Choices {
  const correctBy = (rule: ChoiceRule): readonly boolean[] =>
    answered.map(({ endings, label }) => pickedEnding(rule, endings) === label);
  const correct = {
    acc: correctBy('acc'),
    accNorm: correctBy('accNorm'),
    accNormToken: correctBy('accNormToken'),
  };
  return {
    name,
    sha256,
    n: answered.length,
    acc: accuracy(correct.acc),
    accNorm: accuracy(correct.accNorm),
    accNormToken: accuracy(correct.accNormToken),
    correct,
  };
}
