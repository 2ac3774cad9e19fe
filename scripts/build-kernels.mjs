// Compiles the kernels of the SIMD engine and of calibration: one source each, two instruction tiers,
// each for shared memory (threads) and for a page that isn't cross-origin isolated. The output is
// not committed.
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const engine = join('workers', 'decoders', 'simd', 'kernels');
const calibration = join('workers', 'calibration', 'kernels');
/** A set with its own sources, and others' that it imports. */
const sets = [
  { kernels: engine, sources: [engine] },
  { kernels: calibration, sources: [calibration, engine] },
];

const tiers = [
  { name: 'relaxed', features: ['simd', 'relaxed-simd', 'threads'], relaxed: 1 },
  { name: 'plain', features: ['simd', 'threads'], relaxed: 0 },
];

/**
 * @param {string} kernels
 * @param {{ name: string, features: string[], relaxed: number }} tier
 * @param {boolean} shared
 */
async function compile(kernels, tier, shared) {
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
    { stdout: process.stderr },
  );
  if (error) throw new Error(`${output}: ${error.message}\n${stderr.toString()}`);
  return output;
}

/** What the output depends on: the sources, this program and the compiler. @param {string[]} sources */
async function fingerprint(sources) {
  const hash = createHash('sha256').update(asc.version);
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  for (const folder of sources)
    for (const name of (await readdir(join(root, folder))).sort()) {
      if (name.endsWith('.ts')) hash.update(name).update(await readFile(join(root, folder, name)));
    }
  return hash.digest('hex');
}

for (const { kernels, sources } of sets) {
  const stamp = join(root, kernels, 'build', '.built-from');
  const wanted = await fingerprint(sources);
  const built = await readFile(stamp, 'utf8').catch(() => '');
  if (built === wanted) continue;
  await mkdir(dirname(stamp), { recursive: true });
  for (const tier of tiers)
    for (const shared of [true, false])
      console.error(`Compiled ${await compile(kernels, tier, shared)}`);
  await writeFile(stamp, wanted);
}
