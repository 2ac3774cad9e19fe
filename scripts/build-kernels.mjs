// Compiles the SIMD engine's kernels: one source, two instruction tiers, each for shared memory
// (threads) and for a page that isn't cross-origin isolated. The output is not committed.
import asc from 'assemblyscript/asc';
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernels = join('workers', 'decoders', 'simd', 'kernels');

const tiers = [
  { name: 'relaxed', features: ['simd', 'relaxed-simd', 'threads'], relaxed: 1 },
  { name: 'plain', features: ['simd', 'threads'], relaxed: 0 },
];

/** @param {{ name: string, features: string[], relaxed: number }} tier @param {boolean} shared */
async function compile(tier, shared) {
  const output = join(kernels, 'build', `${tier.name}${shared ? '-shared' : ''}.wasm`);
  const { error, stderr } = await asc.main(
    [
      join(kernels, 'index.ts'),
      ...['--outFile', output, '--baseDir', root],
      ...['-O3', '--noAssert', '--uncheckedBehavior', 'always', '--runtime', 'stub'],
      ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      ...(shared ? ['--sharedMemory'] : []),
      ...tier.features.flatMap((feature) => ['--enable', feature]),
      ...['--use', `RELAXED=${tier.relaxed}`],
      // Atomic operations on unshared memory are valid; that build runs one thread and never waits.
      ...(process.env.FEATHERWEIGHT_KERNEL_TEXT
        ? ['--textFile', output.replace('.wasm', '.wat')]
        : []),
    ],
    { stdout: process.stdout },
  );
  if (error) throw new Error(`${output}: ${error.message}\n${stderr.toString()}`);
  return output;
}

await mkdir(join(root, kernels, 'build'), { recursive: true });
for (const tier of tiers) {
  for (const shared of [true, false]) {
    process.stdout.write(`${relative(root, await compile(tier, shared))}\n`);
  }
}
