import { expose } from 'comlink';
import { finePositions } from '../../workers/decoders/simd/engine.ts';
import { randomTokens } from '../rows.ts';
import { loadEmbedded } from './embedded-variant.ts';

export interface FirstTokensSetup {
  readonly threads: number;
  /** Tokens of each of the groups that are timed first. */
  readonly groups: readonly number[];
  /** Tokens decoded without timing, after which the rate counts as settled. */
  readonly settling: number;
  /** Tokens of the settled rate. */
  readonly settled: number;
}

export interface FirstTokens {
  /** Tokens per second of each group. */
  readonly groups: readonly number[];
  /** Of all groups together. */
  readonly first: number;
  /** At the same positions, settled. */
  readonly settled: number;
}

/** So long that all timed tokens lie beyond the positions with finer activations, which cost more. */
const promptLength = finePositions;

/** Decodes as an answer does right after the app's own load, and again at the same positions later. */
async function measure(setup: FirstTokensSetup): Promise<FirstTokens> {
  const decoder = await loadEmbedded('simd', 'q4', setup.threads);
  const tokens = randomTokens(2048, decoder.spec.vocabularySize);
  const decode = async (count: number): Promise<number> => {
    const start = performance.now();
    for (let i = 0; i < count; i++) await decoder.step(tokens[decoder.length] ?? 0);
    return performance.now() - start;
  };
  await decoder.prefill(tokens.slice(0, promptLength));
  const spent: number[] = [];
  for (const count of setup.groups) spent.push(await decode(count));
  await decode(setup.settling);
  await decoder.truncate(promptLength);
  const settledMs = await decode(setup.settled);
  await decoder.dispose();
  const rate = (count: number, ms: number): number => (1000 * count) / ms;
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  return {
    groups: setup.groups.map((count, i) => rate(count, spent[i] ?? NaN)),
    first: rate(sum(setup.groups), sum(spent)),
    settled: rate(setup.settled, settledMs),
  };
}

const api = { measure };
export type FirstTokensApi = typeof api;
expose(api);
