import { expose } from 'comlink';
import { Engine } from '../../../../../workers/decoders/simd/engine.ts';
import { loadKernels } from '../../../../../workers/decoders/simd/kernels.ts';
import type { Tier } from '../../../../../workers/decoders/simd/tier.ts';
import { embeddedWeights, excerptTokens } from './embedded-model.ts';

export interface Candidate {
  readonly tier: Tier;
  readonly kvCache: 'f32' | 'int8';
  readonly finePositions?: number;
}

export interface Agreement {
  readonly positions: number;
  /** Mean Kullback-Leibler divergence from fp32, nats. */
  readonly divergence: number;
  /** Share of positions with the same most likely token. */
  readonly sameTop: number;
  /** exp of the mean negative log-likelihood, of fp32 and of the candidate. */
  readonly perplexity: readonly [reference: number, candidate: number];
}

const chunkLength = 512;
const firstScored = 256;

/** Log-softmax in place; returns the index of the largest. */
function toLogProbabilities(logits: Float32Array): number {
  let top = 0;
  for (let i = 1; i < logits.length; i++) {
    if ((logits[i] as number) > (logits[top] as number)) top = i;
  }
  const largest = logits[top] as number;
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - largest);
  const shift = largest + Math.log(sum);
  for (let i = 0; i < logits.length; i++) logits[i] = (logits[i] as number) - shift;
  return top;
}

/** Engines on the same tokens, chunk by chunk, at the positions that llama-perplexity counts: 256 to 510. */
async function agreement(
  candidates: readonly Candidate[],
  chunks: number,
): Promise<readonly Agreement[]> {
  const weights = await embeddedWeights();
  const tokens = await excerptTokens();
  const threads = Math.min(2, navigator.hardwareConcurrency);
  const reference = await Engine.load({
    kernels: await loadKernels(true),
    weights,
    storage: 'expanded',
    contextLength: chunkLength,
    threads,
  });
  const engines: Engine[] = [];
  for (const { tier, ...options } of candidates) {
    const kernels = await loadKernels(true, tier);
    engines.push(await Engine.load({ kernels, weights, contextLength: 512, threads, ...options }));
  }
  const sums = engines.map(() => ({ divergence: 0, same: 0, likelihood: 0 }));
  let referenceLikelihood = 0;
  let positions = 0;
  const tops = new Int32Array(chunkLength);
  for (let chunk = 0; chunk < chunks; chunk++) {
    const ids = tokens.slice(chunk * chunkLength, (chunk + 1) * chunkLength);
    const rows: Float32Array[] = [];
    const scored = (
      engine: Engine,
      take: (row: Float32Array, position: number, next: number) => void,
    ) => {
      engine.truncate(0);
      engine.prefill(ids.slice(0, firstScored));
      engine.prefill(ids.slice(firstScored, chunkLength - 1), (logits, start, count) => {
        const size = logits.length / count;
        for (let i = 0; i < count; i++) {
          const row = logits.slice(i * size, (i + 1) * size);
          take(row, start + i, ids[start + i + 1] as number);
        }
      });
    };
    scored(reference, (row, position, next) => {
      tops[position] = toLogProbabilities(row);
      referenceLikelihood += row[next] as number;
      rows[position] = row;
      positions++;
    });
    engines.forEach((engine, i) => {
      const sum = sums[i] as (typeof sums)[number];
      scored(engine, (row, position, next) => {
        if (toLogProbabilities(row) === tops[position]) sum.same++;
        sum.likelihood += row[next] as number;
        const wanted = rows[position] as Float32Array;
        for (let j = 0; j < row.length; j++) {
          const p = wanted[j] as number;
          if (p > -16) sum.divergence += Math.exp(p) * (p - (row[j] as number));
        }
      });
    });
  }
  for (const engine of [reference, ...engines]) engine.dispose();
  return sums.map(({ divergence, same, likelihood }) => ({
    positions,
    divergence: divergence / positions,
    sameTop: same / positions,
    perplexity: [Math.exp(-referenceLikelihood / positions), Math.exp(-likelihood / positions)],
  }));
}

const api = { agreement };
export type AgreementApi = typeof api;
expose(api);
