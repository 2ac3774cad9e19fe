// Compiles the SIMD engine's kernels: one source, two instruction tiers, each for shared memory
// (threads) and for a page that isn't cross-origin isolated; in the same tiers those of calibration and
// the benchmark's probe of the device. The output is not committed.
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernels = join('workers', 'decoders', 'simd', 'kernels');
const calibration = join('workers', 'calibration', 'kernels');
const probe = join('workers', 'bench', 'probe', 'kernels');

const tiers = [
  { name: 'relaxed', features: ['simd', 'relaxed-simd', 'threads'], relaxed: 1 },
  { name: 'plain', features: ['simd', 'threads'], relaxed: 0 },
];

/**
 * For the engine in place of -O3, which nests each sum in the next and moves constants into loops.
 * V8 then loads the operands of the last sum first and keeps all of them, more than there are
 * registers, and makes the constants anew each time. These passes keep the order of the source:
 * products of one row take two thirds of the time.
 */
const passes = [
  ...['simplify-globals', 'precompute', 'optimize-instructions', 'dce', 'vacuum'],
  ...['remove-unused-brs', 'remove-unused-names', 'merge-blocks', 'simplify-locals-nonesting'],
  ...['vacuum', 'precompute', 'optimize-instructions', 'remove-unused-brs', 'merge-blocks'],
  ...['coalesce-locals', 'vacuum', 'reorder-locals', 'remove-unused-module-elements'],
];

/**
 * @param {string} source
 * @param {{ name: string, features: string[], relaxed: number }} tier
 * @param {boolean} shared
 */
async function compile(source, tier, shared) {
  const folder = join(dirname(source), 'build');
  const output = join(folder, `${tier.name}${shared ? '-shared' : ''}.wasm`);
  const { error, stderr } = await asc.main(
    [
      source,
      ...['--outFile', output, '--baseDir', root],
      ...(source.startsWith(kernels) ? ['--runPasses', passes.join()] : ['-O3']),
      ...['--noAssert', '--uncheckedBehavior', 'always', '--runtime', 'stub'],
      ...['--importMemory', '--noExportMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
      ...(shared ? ['--sharedMemory'] : []),
      ...tier.features.flatMap((feature) => ['--enable', feature]),
      ...['--use', `RELAXED=${tier.relaxed}`],
      // Atomic operations on unshared memory are valid; that build runs one thread and never waits.
      ...(process.env.FEATHERWEIGHT_KERNEL_TEXT
        ? ['--textFile', output.replace('.wasm', '.wat')]
        : []),
    ],
    { stdout: process.stderr },
  );
  if (error) throw new Error(`${output}: ${error.message}\n${stderr.toString()}`);
  return output;
}

/** What the output depends on: the sources, this program and the compiler. */
async function fingerprint() {
  const hash = createHash('sha256').update(asc.version);
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  for (const folder of [kernels, calibration, probe])
    for (const name of (await readdir(join(root, folder))).sort())
      if (name.endsWith('.ts')) hash.update(name).update(await readFile(join(root, folder, name)));
  return hash.digest('hex');
}

const stamp = join(root, kernels, 'build', '.built-from');
const wanted = await fingerprint();
const built = await readFile(stamp, 'utf8').catch(() => '');
if (built !== wanted) {
  await mkdir(dirname(stamp), { recursive: true });
  for (const tier of tiers) {
    for (const folder of [kernels, calibration])
      for (const shared of [true, false])
        console.error(`Compiled ${await compile(join(folder, 'index.ts'), tier, shared)}`);
    console.error(`Compiled ${await compile(join(probe, 'probe.ts'), tier, false)}`);
  }
  await writeFile(stamp, wanted);
}
