import { fail } from '../../../core/errors.ts';
import { chunkLength, firstScored, type EvaluationText } from './evaluation.ts';

/** Tokens to evaluate at once, and the first position whose logits are scored. */
export interface Chunk {
  readonly tokens: Uint32Array;
  readonly from: number;
}

/**
 * Whole chunks from the beginning of a text, `limit` at most; what is left over is not evaluated. A
 * text shorter than a chunk is one, of which the second half is scored.
 *
 * @throws catalogued `text-invalid` where nothing can be predicted
 */
export function cutChunks(
  tokens: Uint32Array,
  limit: number,
  { name }: EvaluationText,
): readonly Chunk[] {
  if (tokens.length < 2) throw fail('text-invalid', { file: name, problem: 'empty' });
  if (tokens.length < chunkLength) return [{ tokens, from: Math.floor(tokens.length / 2) }];
  const count = Math.min(limit, Math.floor(tokens.length / chunkLength));
  return Array.from({ length: count }, (_, index) => ({
    tokens: tokens.slice(index * chunkLength, (index + 1) * chunkLength),
    from: firstScored,
  }));
}

/** Characters of a token at most for the first try; doubled until enough tokens come. */
const charactersPerToken = 8;
/** Tokens before a cut that it could have changed. */
const margin = 16;

/**
 * The first tokens of a text, as if all of it had been tokenized: a long text costs no more than
 * what is evaluated of it.
 *
 * @param wanted tokens needed at most
 */
export async function firstTokens(
  text: string,
  wanted: number,
  tokenize: (text: string) => Promise<Uint32Array>,
): Promise<Uint32Array> {
  for (let characters = wanted * charactersPerToken; characters < text.length; characters *= 2) {
    const cut = text.lastIndexOf('\n', characters);
    const tokens = await tokenize(text.slice(0, cut > characters / 2 ? cut : characters));
    if (tokens.length >= wanted + margin) return tokens.slice(0, wanted);
  }
  return (await tokenize(text)).slice(0, wanted);
}
