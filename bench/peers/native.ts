import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchRow } from '../rows.ts';
import { peakOfProcess } from './browser.ts';
import { cacheFolder, succeeds } from './cache.ts';

/** A version is pinned so that comparisons are with the same llama.cpp. */
export const sourcePackage = 'llama-cpp-python==0.3.36';

/**
 * This version's AMX kernels fault at their first instruction (`ldtilecfg`) on Sapphire Rapids
 * virtual machines, so they are left out: AVX-512 and VNNI remain.
 */
const withoutAmx = ['C', 'CXX'].map(
  (language) => `-DCMAKE_${language}_FLAGS=-mno-amx-tile -mno-amx-int8 -mno-amx-bf16`,
);

/**
 * Path of llama-bench, built for this machine's processor from llama.cpp's sources in the source
 * package of llama-cpp-python; `undefined` where that isn't possible.
 *
 * @param given a program to use instead
 */
export function findLlamaBench(given: string | undefined): string | undefined {
  if (given !== undefined) return given;
  const folder = cacheFolder('llama.cpp');
  const program = join(folder, 'build', 'bin', 'llama-bench');
  if (existsSync(program)) return program;
  const source = unpackSource(folder);
  if (source === undefined) return undefined;
  const off = ['CURL', 'OPENSSL', 'BUILD_TESTS', 'BUILD_EXAMPLES', 'BUILD_SERVER'].map(
    (option) => `-DLLAMA_${option}=OFF`,
  );
  const options = ['-DCMAKE_BUILD_TYPE=Release', '-DGGML_NATIVE=ON', '-DBUILD_SHARED_LIBS=OFF'];
  if (process.arch === 'x64') options.push(...withoutAmx);
  const built =
    succeeds('cmake', ['-S', source, '-B', 'build', ...options, ...off], folder) &&
    succeeds('cmake', ['--build', 'build', '--target', 'llama-bench', '--parallel'], folder);
  return built && existsSync(program) ? program : undefined;
}

function unpackSource(folder: string): string | undefined {
  const find = (test: (name: string) => boolean) => readdirSync(folder).find(test);
  const isArchive = (name: string) => name.endsWith('.tar.gz');
  if (!find(isArchive)) {
    const pip = ['download', '--no-binary', ':all:', '--no-deps', '--no-build-isolation'];
    succeeds('pip', ['install', '--quiet', 'scikit-build-core'], folder);
    succeeds('pip', [...pip, '--dest', '.', sourcePackage], folder);
  }
  const archive = find(isArchive);
  if (archive === undefined || !succeeds('tar', ['xzf', archive], folder)) return undefined;
  const unpacked = archive.slice(0, -'.tar.gz'.length);
  return join(unpacked, 'vendor', 'llama.cpp');
}

/** One row by llama-bench. */
export interface NativeRun {
  readonly rate: number;
  /** Peak resident memory of the process, bytes; `undefined` where the system doesn't tell. */
  readonly peakBytes: number | undefined;
}

/** How often the process is looked at while it runs, ms. */
const lookEveryMs = 50;

/** One row, with or without flash attention. */
export async function runLlamaBench(
  program: string,
  gguf: string,
  { kind, tokens, depth, threads }: BenchRow,
  flashAttention: boolean,
): Promise<NativeRun> {
  const counts = kind === 'pp' ? ['-p', `${tokens}`, '-n', '0'] : ['-p', '0', '-n', `${tokens}`];
  const running = spawn(
    program,
    [
      ...['-m', gguf, '-t', `${threads}`, '-d', `${depth}`, '-r', '1', '-o', 'json'],
      ...['-fa', flashAttention ? '1' : '0'],
      ...counts,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  let output = '';
  let peakBytes: number | undefined;
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const look = setInterval(() => {
    peakBytes = (running.pid === undefined ? undefined : peakOfProcess(running.pid)) ?? peakBytes;
  }, lookEveryMs);
  const status = await new Promise((resolve, reject) => {
    running.once('close', resolve);
    running.once('error', reject);
  }).finally(() => {
    clearInterval(look);
  });
  if (status !== 0) throw new Error(`llama-bench ended with ${String(status)}`);
  const [result] = JSON.parse(output) as { readonly avg_ts: number }[];
  if (!result) throw new Error('llama-bench gave no result');
  return { rate: result.avg_ts, peakBytes };
}
