import { appCommit, appVersion } from '../app/build-info.ts';
import { IndexedDbBenchmarkStore } from '../store/indexed-db-benchmark-store.ts';
import type { BenchmarkTools } from './benchmark-tools.ts';
import { gatherCircumstances } from './run/circumstances.ts';
import { createBenchmarkRun } from './run/create-benchmark-run.ts';
import { expectedRunMs } from './run/expected-time.ts';

/** Makes what the screen works with: runs in workers of their own, results kept after each test. */
export function composeBenchmark(): BenchmarkTools {
  const store = new IndexedDbBenchmarkStore();
  return {
    store,
    run: createBenchmarkRun({
      circumstances: () => gatherCircumstances({ appVersion, appCommit }),
      sink: (result) => store.put({ result, importedAt: null }),
    }),
    expectedMs: expectedRunMs,
  };
}
