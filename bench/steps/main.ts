import { parseArgs } from 'node:util';
import { instructionTiers } from '../../core/instruction-tiers.ts';
import { mean, quantile } from '../../core/statistics.ts';
import { BenchBrowser } from '../peers/browser.ts';

const usage = `Usage: npm run bench:steps -- [options]
  --threads N,...   threads (1,2)
  --depth N,...     positions in the cache (0)
  --steps N         steps of each measurement (128)
  --fine N          positions with 16-bit activations (0)
  --read-ahead N    bytes of weights read ahead (0)
  --kv NAME         precision of keys and values, f32 or int8 (f32)
  --tier NAME       unsigned, signed, pairs or plain (the best)
  --profile         time by kernel as well
  --each            every step's time, in order`;

const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '1,2' },
    depth: { type: 'string', default: '0' },
    steps: { type: 'string', default: '128' },
    fine: { type: 'string', default: '0' },
    'read-ahead': { type: 'string', default: '0' },
    kv: { type: 'string', default: 'f32' },
    tier: { type: 'string', default: 'best' },
    profile: { type: 'boolean', default: false },
    each: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const list = (text: string): number[] => text.split(',').map(Number);

/** Times the SIMD engine's decode steps one by one: their spread shows what a rate hides. */
async function run(): Promise<void> {
  const { kv } = values;
  const tier = (['best', ...instructionTiers] as const).find((name) => name === values.tier);
  if (tier === undefined) throw new Error(usage);
  if (kv !== 'f32' && kv !== 'int8') throw new Error(usage);
  const browser = await BenchBrowser.open();
  const page = await browser.page();
  const results = await page.evaluate((setup) => window.bench?.measureSteps(setup), {
    threads: list(values.threads),
    depths: list(values.depth),
    steps: Number(values.steps),
    tier,
    kvCache: kv,
    finePositions: Number(values.fine),
    readAhead: Number(values['read-ahead']),
    profile: values.profile,
  } as const);
  for (const { threads, depth, stepMs, prefillMs, kernels } of results ?? []) {
    const sorted = stepMs.toSorted((a, b) => a - b);
    const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => quantile(sorted, share).toFixed(2));
    const average = mean(stepMs);
    console.log(
      `${threads} threads, depth ${depth}: step ${middle} ms [${low}, ${high}], ` +
        `mean ${average.toFixed(2)} ms, ${(1000 / average).toFixed(0)} tok/s; ` +
        `prefill ${prefillMs.map((ms) => (128_000 / ms).toFixed(0)).join(' ')} tok/s`,
    );
    if (values.each) console.log(stepMs.map((ms) => ms.toFixed(1)).join(' '));
    for (const [kernel, ms] of kernels) console.log(`  ${kernel.padEnd(20)}${ms.toFixed(3)} ms`);
  }
  await browser.close();
}

if (values.help) console.log(usage);
else await run();
