/** One line of the comparison, in llama-bench's terms. */
export interface BenchRow {
  readonly id: string;
  readonly threads: number;
  /** Tokens already in the KV cache, prefilled outside the timing. */
  readonly depth: number;
  /** `pp`: `tokens` random tokens prefilled; `tg`: as many single-token steps. */
  readonly kind: 'pp' | 'tg';
  readonly tokens: number;
}

const row = (kind: BenchRow['kind'], tokens: number, depth: number, threads: number): BenchRow => ({
  id: `${kind}${tokens}${depth > 0 ? ` @ d${depth}` : ''}, ${threads} thread${threads > 1 ? 's' : ''}`,
  threads,
  depth,
  kind,
  tokens,
});

/** The rows of the full comparison. */
export const rows: readonly BenchRow[] = [
  row('tg', 128, 0, 2),
  row('tg', 128, 1024, 2),
  row('pp', 128, 0, 2),
  row('pp', 512, 0, 2),
  row('pp', 512, 1024, 2),
  row('tg', 128, 0, 1),
  row('tg', 128, 1024, 1),
  row('pp', 128, 0, 1),
  row('pp', 512, 0, 1),
  row('pp', 512, 1024, 1),
];

/** What an engine that is hopelessly slow measures of a row: fewer tokens give about the same rate. */
export interface Shortened {
  readonly pp: number;
  readonly tg: number;
  /** Rows deeper than this are left out. */
  readonly depth: number;
}

/** The row as a slow engine measures it; `undefined` where it doesn't. */
export function shortened(given: BenchRow, limits: Shortened | undefined): BenchRow | undefined {
  if (!limits) return given;
  if (given.depth > limits.depth) return undefined;
  return { ...given, tokens: Math.min(given.tokens, limits[given.kind]) };
}

/** The same random tokens for every engine of the project. */
export const randomTokens = (count: number, vocabulary: number): number[] => {
  let state = 12_345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % vocabulary;
  });
};
