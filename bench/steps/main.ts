import { parseArgs } from 'node:util';
import { BenchBrowser } from '../peers/browser.ts';

const usage = `Usage: npm run bench:steps -- [options]
  --threads N,...   threads (1,2)
  --depth N,...     positions in the cache (0)
  --steps N         steps of each measurement (128)
  --fine N          positions with 16-bit activations (0)
  --read-ahead N    bytes of weights read ahead (0)
  --tier NAME       relaxed or plain (the best)
  --profile         time by kernel as well`;

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1,2' },
    depth: { type: 'string', default: '0' },
    steps: { type: 'string', default: '128' },
    fine: { type: 'string', default: '0' },
    'read-ahead': { type: 'string', default: '0' },
    tier: { type: 'string', default: 'best' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const list = (text: string): number[] => text.split(',').map(Number);

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;

/** Times the SIMD engine's decode steps one by one: their spread shows what a rate hides. */
async function run(): Promise<void> {
  const { tier } = values;
  if (tier !== 'best' && tier !== 'relaxed' && tier !== 'plain') throw new Error(usage);
  const browser = await BenchBrowser.open();
  const page = await browser.page();
  const results = await page.evaluate((setup) => window.bench?.measureSteps(setup), {
    threads: list(values.threads),
    depths: list(values.depth),
    steps: Number(values.steps),
    tier,
    finePositions: Number(values.fine),
    readAhead: Number(values['read-ahead']),
    profile: values.profile,
  } as const);
  for (const { threads, depth, stepMs, prefillMs, kernels } of results ?? []) {
    const sorted = stepMs.toSorted((a, b) => a - b);
    const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => quantile(sorted, share).toFixed(2));
    const mean = stepMs.reduce((sum, ms) => sum + ms, 0) / stepMs.length;
    console.log(
      `${threads} threads, depth ${depth}: step ${middle} ms [${low}, ${high}], ` +
        `mean ${mean.toFixed(2)} ms, ${(1000 / mean).toFixed(0)} tok/s; ` +
        `prefill ${prefillMs.map((ms) => (128_000 / ms).toFixed(0)).join(' ')} tok/s`,
    );
    for (const [kernel, ms] of kernels) console.log(`  ${kernel.padEnd(20)}${ms.toFixed(3)} ms`);
  }
  await browser.close();
}

if (values.help) console.log(usage);
else await run();
