import type { BenchmarkTools } from './benchmark-tools.ts';

export function composeBenchmark(): BenchmarkTools {
  throw new Error('not here yet');
}
