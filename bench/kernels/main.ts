import { BenchBrowser } from '../peers/browser.ts';

const seconds = 4;

/** Words after the command: kernels whose names contain the first are timed. */
const [, , only = ''] = process.argv;

/** Times every kernel alone, in every instruction tier that the processor has. */
async function run(): Promise<void> {
  const browser = await BenchBrowser.open();
  const page = await browser.page();
  const tiers = await page.evaluate(() => window.bench?.tiers());
  for (const tier of tiers ?? []) {
    const times = await page.evaluate(
      ([given, limit, name]) => window.bench?.measureKernels(given, limit, name),
      [tier, seconds, only] as const,
    );
    console.log(`${tier} (one thread, data in the caches, shortest of many runs)`);
    for (const { kernel, microseconds, multiplyAdds } of times ?? []) {
      const rate = multiplyAdds > 0 ? `${(multiplyAdds / microseconds / 1000).toFixed(1)} G/s` : '';
      console.log(`  ${kernel.padEnd(30)}${microseconds.toFixed(1).padStart(8)} us  ${rate}`);
    }
  }
  await browser.close();
}

await run();
