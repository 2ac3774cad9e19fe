import type { EngineSetup } from '../page/main.ts';
import { shortened, type BenchRow, type Shortened } from '../rows.ts';
import type { BenchBrowser } from './browser.ts';
import { runLlamaBench } from './native.ts';

/** One round of one peer. */
export interface PeerRound {
  /** Tokens per second by row id; rows that it can't measure are not there. */
  readonly rates: ReadonlyMap<string, number>;
  /** ms from the call to an engine that can take a prompt, its files from this machine's server. */
  readonly loadMs: number | undefined;
  /** Peak resident memory of the process that ran it, bytes. */
  readonly peakBytes: number | undefined;
}

/** An engine that can be measured. */
export interface Peer {
  readonly name: string;
  /** Rows measured with fewer tokens than they say. */
  readonly limits: Shortened | undefined;
  measure(rows: readonly BenchRow[]): Promise<PeerRound>;
}

export const nativePeer = (program: string, gguf: string, flashAttention: boolean): Peer => ({
  name: `llama-bench -fa ${flashAttention ? 1 : 0}`,
  limits: undefined,
  async measure(rows) {
    const rates = new Map<string, number>();
    let peakBytes: number | undefined;
    for (const row of rows) {
      const run = await runLlamaBench(program, gguf, row, flashAttention);
      rates.set(row.id, run.rate);
      peakBytes = most(peakBytes, run.peakBytes);
    }
    return { rates, loadMs: undefined, peakBytes };
  },
});

const most = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.max(a, b);

/** A setup for each number of threads. */
export type SetupFor = (threads: number) => EngineSetup;

export const pagePeer = (
  browser: BenchBrowser,
  name: string,
  setupFor: SetupFor,
  limits?: Shortened,
): Peer => ({
  name,
  limits,
  async measure(rows) {
    const rates = new Map<string, number>();
    let loadMs: number | undefined;
    let peakBytes: number | undefined;
    for (const threads of new Set(rows.map((row) => row.threads))) {
      const page = await browser.page();
      const spent = await page.evaluate((given) => window.bench?.open(given), setupFor(threads));
      loadMs ??= spent;
      for (const row of rows.filter((one) => one.threads === threads)) {
        const given = shortened(row, limits);
        if (!given) continue;
        const rate = await page.evaluate((one) => window.bench?.measure(one), given);
        if (rate !== undefined && Number.isFinite(rate)) rates.set(row.id, rate);
      }
      peakBytes = most(peakBytes, await browser.peakBytes());
      await page.evaluate(() => window.bench?.close());
      await page.context().close();
    }
    return { rates, loadMs, peakBytes };
  },
});
