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

/** The rows of the issue that asked for this comparison. */
export const rows: readonly BenchRow[] = [
  { id: 'tg128, 2 threads', threads: 2, depth: 0, kind: 'tg', tokens: 128 },
  { id: 'tg128, 1 thread', threads: 1, depth: 0, kind: 'tg', tokens: 128 },
  { id: 'tg32 @ 1024, 2 threads', threads: 2, depth: 1024, kind: 'tg', tokens: 32 },
  { id: 'pp128, 2 threads', threads: 2, depth: 0, kind: 'pp', tokens: 128 },
  { id: 'pp512, 2 threads', threads: 2, depth: 0, kind: 'pp', tokens: 512 },
];

/** The same random tokens for every engine of the project. */
export const randomTokens = (count: number, vocabulary: number): number[] => {
  let state = 12_345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % vocabulary;
  });
};
