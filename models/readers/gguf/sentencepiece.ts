import { tokenKinds } from './token-kinds.ts';

/** Longest piece that is taken apart: SentencePiece makes none longer than 16 characters itself. */
const longestPiece = 64;

/**
 * Ranked merges that do what SentencePiece's BPE does by scores: of two neighbours whose
 * concatenation is a piece, those of the best one are merged first. Every way to make a piece of two
 * others is a merge; those of one piece are ranked as transformers does (`generate_merges` in
 * `convert_slow_tokenizer.py`).
 *
 * @param types of the tokens, `tokenKinds`: only normal ones are merged
 */
export function mergesByScore(
  tokens: readonly string[],
  scores: Float32Array,
  types: Int32Array,
): readonly (readonly [string, string])[] {
  const ids = new Map<string, number>();
  for (const [id, token] of tokens.entries())
    if (types[id] === tokenKinds.normal) ids.set(token, id);
  const merges: { readonly pair: readonly [string, string]; readonly score: number }[] = [];
  for (const [token, id] of ids) {
    const characters = Array.from(token);
    if (characters.length > longestPiece) continue;
    const ways: { readonly pair: readonly [string, string]; readonly ranks: readonly number[] }[] =
      [];
    for (let cut = 1; cut < characters.length; cut++) {
      const left = characters.slice(0, cut).join('');
      const right = characters.slice(cut).join('');
      const ranks = [ids.get(left), ids.get(right)];
      const [a, b] = ranks;
      if (a !== undefined && b !== undefined) ways.push({ pair: [left, right], ranks: [a, b] });
    }
    ways.sort((x, y) => order(x.ranks, y.ranks));
    for (const { pair } of ways) merges.push({ pair, score: scores[id] as number });
  }
  // Stable, so that the ways of one piece stay in order.
  merges.sort((a, b) => b.score - a.score || 0);
  return merges.map(({ pair }) => pair);
}

function order(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}
