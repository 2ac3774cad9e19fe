/** A word, a number or one other character, and where it stands in its text. */
export interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Letters and digits with what joins them ("don't", "3.14", "snake_case"), else single characters. */
const wordPattern = /[\p{L}\p{N}\p{M}_]+(?:['’.,-][\p{L}\p{N}\p{M}_]+)*|[^\s\p{L}\p{N}\p{M}_]/gu;

export const wordsOf = (text: string): readonly Word[] =>
  [...text.matchAll(wordPattern)].map(({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));

/** Beyond so many differences the rest is taken as different: time and memory grow with the square. */
const mostDifferences = 2000;

/**
 * Which words of `changed` are not in a longest common subsequence with `reference`, by position.
 * Greedy forward search for the shortest edit script (Myers 1986, "An O(ND) Difference Algorithm and
 * Its Variations").
 */
export function differing(
  reference: readonly string[],
  changed: readonly string[],
): readonly boolean[] {
  const differs = changed.map(() => true);
  const n = reference.length;
  const m = changed.length;
  const same = (x: number, y: number): boolean => x < n && y < m && reference[x] === changed[y];
  // furthest[k + offset]: how far into the reference a path on diagonal k = x - y has come.
  const limit = Math.min(n + m, mostDifferences);
  const offset = limit + 1;
  const furthest = new Int32Array(2 * offset + 1);
  const history: Int32Array[] = [];
  const at = (row: Int32Array, k: number, around: number): number => row[k + around] as number;
  let best = { d: 0, k: 0, reach: -1 };
  for (let d = 0; d <= limit; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down =
        k === -d || (k !== d && at(furthest, k - 1, offset) < at(furthest, k + 1, offset));
      let x = d === 0 ? 0 : down ? at(furthest, k + 1, offset) : at(furthest, k - 1, offset) + 1;
      let y = x - k;
      while (same(x, y)) {
        x++;
        y++;
      }
      furthest[k + offset] = x;
      if (x <= n && y <= m && x + y > best.reach) best = { d, k, reach: x + y };
    }
    history.push(furthest.slice(offset - d, offset + d + 1));
    if (best.reach === n + m) break;
  }
  let { d, k } = best;
  for (; d >= 0; d--) {
    let x = at(history[d] as Int32Array, k, d);
    const before = history[d - 1];
    const down =
      before !== undefined &&
      (k === -d || (k !== d && at(before, k - 1, d - 1) < at(before, k + 1, d - 1)));
    const start =
      before === undefined ? 0 : down ? at(before, k + 1, d - 1) : at(before, k - 1, d - 1) + 1;
    for (; x > start; x--) differs[x - k - 1] = false;
    k += down ? 1 : -1;
  }
  return differs;
}
