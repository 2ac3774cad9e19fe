import type { EngineSetup } from '../page/main.ts';
import { shortened, type BenchRow, type Shortened } from '../rows.ts';
import type { BenchBrowser } from './browser.ts';
import { runLlamaBench, timeLlamaBenchLoad } from './native.ts';

/** One round of one peer. */
export interface PeerRound {
  /** Tokens per second by row id; rows that it can't measure are not there. */
  readonly rates: ReadonlyMap<string, number>;
  /** Why a row has no rate although it was tried, by row id. */
  readonly failures: ReadonlyMap<string, string>;
  /** ms from the call to an engine that can take a prompt, its files from this machine's server. */
  readonly loadMs: number | undefined;
  /** Peak resident memory of the process that ran it, bytes. */
  readonly peakBytes: number | undefined;
  /** Instruction tier of the SIMD engine. */
  readonly tier: string | undefined;
}

/** An engine that can be measured. */
export interface Peer {
  readonly name: string;
  /** Our own SIMD engine, a native program, or another engine in the browser. */
  readonly kind: 'simd' | 'native' | 'web';
  /** Rows measured with fewer tokens than they say. */
  readonly limits: Shortened | undefined;
  measure(rows: readonly BenchRow[]): Promise<PeerRound>;
}

/** Gathers one round; what throws becomes the reason of the rows that it takes down. */
class Round implements PeerRound {
  readonly rates = new Map<string, number>();
  readonly failures = new Map<string, string>();
  loadMs: number | undefined;
  peakBytes: number | undefined;
  tier: string | undefined;

  took(peakBytes: number | undefined): void {
    if (peakBytes !== undefined) this.peakBytes = Math.max(this.peakBytes ?? 0, peakBytes);
  }

  fail(rows: readonly BenchRow[], thrown: unknown): void {
    const [reason = ''] = (thrown instanceof Error ? thrown.message : String(thrown)).split('\n');
    for (const { id } of rows) if (!this.rates.has(id)) this.failures.set(id, reason);
  }
}

export const nativePeer = (program: string, gguf: string, flashAttention: boolean): Peer => ({
  name: `llama-bench -fa ${flashAttention ? 1 : 0}`,
  kind: 'native',
  limits: undefined,
  async measure(rows) {
    const round = new Round();
    for (const row of rows) {
      try {
        round.loadMs ??= await timeLlamaBenchLoad(program, gguf, row.threads);
        const run = await runLlamaBench(program, gguf, row, flashAttention);
        round.rates.set(row.id, run.rate);
        round.took(run.peakBytes);
      } catch (thrown) {
        round.fail([row], thrown);
      }
    }
    return round;
  },
});

/** A native program that can't be measured here: its reason in every row. */
export const absentPeer = (name: string, reason: string): Peer => ({
  name,
  kind: 'native',
  limits: undefined,
  measure(rows) {
    const round = new Round();
    round.fail(rows, reason);
    return Promise.resolve(round);
  },
});

/** A setup for each number of threads. */
export type SetupFor = (threads: number) => EngineSetup;

const isSimd = (setup: EngineSetup): boolean =>
  setup.kind === 'featherweight' && setup.engine === 'simd';

export const pagePeer = (
  browser: BenchBrowser,
  name: string,
  setupFor: SetupFor,
  limits?: Shortened,
): Peer => ({
  name,
  kind: isSimd(setupFor(1)) ? 'simd' : 'web',
  limits,
  async measure(rows) {
    const round = new Round();
    for (const threads of new Set(rows.map((row) => row.threads))) {
      const own = rows.filter((row) => row.threads === threads && shortened(row, limits));
      if (own.length === 0) continue;
      try {
        await measureInPage(browser, setupFor(threads), own, limits, round);
      } catch (thrown) {
        round.fail(own, thrown);
      }
    }
    return round;
  },
});

/**
 * Work that isn't counted: an engine of many megabytes runs for seconds in code that the browser
 * compiled in haste, and the first row would be charged for it.
 */
const settling = (threads: number, limits: Shortened | undefined): BenchRow => ({
  ...({ id: 'settling', kind: 'tg', depth: 0, threads } as const),
  tokens: Math.min(128, limits?.tg ?? Infinity),
});

async function measureInPage(
  browser: BenchBrowser,
  setup: EngineSetup,
  rows: readonly BenchRow[],
  limits: Shortened | undefined,
  round: Round,
): Promise<void> {
  const page = await browser.page();
  try {
    const opened = await page.evaluate((given) => window.bench?.open(given), setup);
    round.loadMs ??= opened?.spentMs;
    round.tier ??= opened?.tier;
    const untimed = settling(setup.threads, limits);
    await page.evaluate((one) => window.bench?.measure(one), untimed);
    for (const row of rows) {
      const given = shortened(row, limits);
      if (!given) continue;
      try {
        const rate = await page.evaluate((one) => window.bench?.measure(one), given);
        if (rate !== undefined && Number.isFinite(rate)) round.rates.set(row.id, rate);
      } catch (thrown) {
        round.fail([row], thrown);
      }
    }
    round.took(await browser.peakBytes());
    await page.evaluate(() => window.bench?.close());
  } finally {
    // A crashed page is gone already.
    await page
      .context()
      .close()
      .catch(() => undefined);
  }
}
