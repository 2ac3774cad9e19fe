import type { FeatherweightSetup } from '../page/featherweight.worker.ts';
import type { BenchRow } from '../rows.ts';
import type { BenchBrowser } from './browser.ts';
import { runLlamaBench } from './native.ts';

/** An engine that can be measured. */
export interface Peer {
  readonly name: string;
  /** Tokens per second by row id, measured one after the other. */
  measure(rows: readonly BenchRow[]): Promise<ReadonlyMap<string, number>>;
}

export function nativePeer(program: string, gguf: string, flashAttention: boolean): Peer {
  return {
    name: `llama-bench -fa ${flashAttention ? 1 : 0}`,
    measure: (rows) =>
      Promise.resolve(
        new Map(rows.map((row) => [row.id, runLlamaBench(program, gguf, row, flashAttention)])),
      ),
  };
}

export function featherweightPeer(
  browser: BenchBrowser,
  name: string,
  setup: Omit<FeatherweightSetup, 'threads'>,
  longest = Infinity,
): Peer {
  return {
    name,
    async measure(rows) {
      const results = new Map<string, number>();
      for (const threads of new Set(rows.map((row) => row.threads))) {
        const page = await browser.page();
        await page.evaluate((given) => window.bench?.openFeatherweight(given), {
          ...setup,
          threads,
        });
        for (const row of rows.filter((one) => one.threads === threads)) {
          const tokens = row.kind === 'tg' ? Math.min(row.tokens, longest) : row.tokens;
          const rate = await page.evaluate((given) => window.bench?.measureFeatherweight(given), {
            ...row,
            tokens,
          });
          results.set(row.id, rate ?? NaN);
        }
        await page.evaluate(() => window.bench?.closeFeatherweight());
        await page.close();
      }
      return results;
    },
  };
}

export function wllamaPeer(browser: BenchBrowser): Peer {
  return {
    name: 'wllama',
    async measure(rows) {
      const results = new Map<string, number>();
      for (const threads of new Set(rows.map((row) => row.threads))) {
        const page = await browser.page();
        await page.evaluate(([gguf, count]) => window.bench?.openWllama(gguf, count), [
          browser.ggufAddress,
          threads,
        ] as const);
        for (const row of rows.filter((one) => one.threads === threads)) {
          const rate = await page.evaluate((given) => window.bench?.measureWllama(given), row);
          results.set(row.id, rate ?? NaN);
        }
        await page.evaluate(() => window.bench?.closeWllama());
        await page.close();
      }
      return results;
    },
  };
}
