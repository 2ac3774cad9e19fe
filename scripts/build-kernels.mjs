// Compiles the SIMD engine's kernels: one source, four instruction tiers, each for shared memory
// (threads) and for a page that isn't cross-origin isolated; those of calibration and of
// the benchmark's probe of the device with and without relaxed SIMD. The output is not committed.
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const kernels = join('workers', 'decoders', 'simd', 'kernels');
const calibration = join('workers', 'calibration', 'kernels');
const probe = join('workers', 'bench', 'probe', 'kernels');

/** The engine's, and those of the other kernels, which don't depend on what a dot product gives. */
const engineTiers = ['unsigned', 'signed', 'pairs', 'plain'];
const otherTiers = ['relaxed', 'plain'];

/** @param {string} tier */
const constantsOf = (tier) => ({
  RELAXED: tier !== 'plain',
  UNSIGNED: tier === 'unsigned',
  SIGNED: tier === 'signed',
  PAIRS: tier === 'pairs',
});

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
 * @param {string} tier
 * @param {boolean} shared
 */
async function compile(source, tier, shared) {
  const folder = join(dirname(source), 'build');
  const constants = constantsOf(tier);
  const output = join(folder, `${tier}${shared ? '-shared' : ''}.wasm`);
  const { error, stderr } = await asc.main(
    [
      source,
      ...['--outFile', output, '--baseDir', root],
      ...(source.startsWith(kernels) ? ['--runPasses', passes.join()] : ['-O3']),
      ...['--noAssert', '--uncheckedBehavior', 'always', '--runtime', 'stub'],
      // The probe has a page of its own; all others work in the engine's memory.
      ...(tier === 'probe'
        ? ['--initialMemory', '1', '--maximumMemory', '1']
        : [
            '--importMemory',
            '--noExportMemory',
            '--initialMemory',
            '1',
            '--maximumMemory',
            '65536',
          ]),
      ...(shared ? ['--sharedMemory'] : []),
      ...['--enable', 'simd', '--enable', 'threads'],
      ...(constants.RELAXED ? ['--enable', 'relaxed-simd'] : []),
      ...Object.entries(constants).flatMap(([name, on]) => ['--use', `${name}=${on ? 1 : 0}`]),
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
  /** @type {[source: string, tiers: string[], shared: boolean[]][]} */
  const builds = [
    [join(kernels, 'index.ts'), engineTiers, [true, false]],
    [join(calibration, 'index.ts'), otherTiers, [true, false]],
    [join(probe, 'probe.ts'), otherTiers, [false]],
    [join(kernels, 'probe.ts'), ['probe'], [false]],
  ];
  for (const [source, tiers, sharing] of builds)
    for (const tier of tiers)
      for (const shared of sharing)
        console.error(`Compiled ${await compile(source, tier, shared)}`);
  await writeFile(stamp, wanted);
}
