import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
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

/** A llama-bench that runs here, or why there is none. */
export type LlamaBench =
  | { readonly kind: 'runs'; readonly program: string }
  | { readonly kind: 'absent'; readonly reason: string };

/**
 * llama-bench, built for this machine's processor from llama.cpp's sources in the source package of
 * llama-cpp-python. One that was built before and can't run (for another processor, or with other
 * options) is built again once.
 *
 * @param given a program to use instead
 */
export async function findLlamaBench(gguf: string, given: string | undefined): Promise<LlamaBench> {
  if (given !== undefined) return tried(given, gguf);
  const folder = cacheFolder('llama.cpp');
  const program = join(folder, 'build', 'bin', 'llama-bench');
  if (existsSync(program)) {
    const found = await tried(program, gguf);
    if (found.kind === 'runs') return found;
    console.error(
      `The llama-bench built before does not run (${found.reason}): building it again.`,
    );
    rmSync(join(folder, 'build'), { recursive: true });
  }
  if (!build(folder) || !existsSync(program))
    return { kind: 'absent', reason: 'llama-bench could not be built here' };
  return tried(program, gguf);
}

/** Whether a program reads the model and evaluates a token. */
async function tried(program: string, gguf: string): Promise<LlamaBench> {
  try {
    await timeLlamaBenchLoad(program, gguf, 1);
    return { kind: 'runs', program };
  } catch (thrown) {
    return { kind: 'absent', reason: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function build(folder: string): boolean {
  const source = unpackSource(folder);
  if (source === undefined) return false;
  const off = ['CURL', 'OPENSSL', 'BUILD_TESTS', 'BUILD_EXAMPLES', 'BUILD_SERVER'].map(
    (option) => `-DLLAMA_${option}=OFF`,
  );
  const options = ['-DCMAKE_BUILD_TYPE=Release', '-DGGML_NATIVE=ON', '-DBUILD_SHARED_LIBS=OFF'];
  if (process.arch === 'x64') options.push(...withoutAmx);
  // Without a number `--parallel` starts a compiler for every file at once.
  const parallel = ['--parallel', `${availableParallelism()}`];
  return (
    succeeds('cmake', ['-S', source, '-B', 'build', ...options, ...off], folder) &&
    succeeds('cmake', ['--build', 'build', '--target', 'llama-bench', ...parallel], folder)
  );
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
  const flags = ['-t', `${threads}`, '-d', `${depth}`, '-fa', flashAttention ? '1' : '0'];
  const { result, peakBytes } = await execute(program, gguf, [...flags, ...counts]);
  return { rate: result.avg_ts, peakBytes };
}

/** Time of a run of one token less the token's, ms: the process's start, the model's load, the end. */
export async function timeLlamaBenchLoad(
  program: string,
  gguf: string,
  threads: number,
): Promise<number> {
  const flags = ['-t', `${threads}`, '--no-warmup', '-p', '0', '-n', '1'];
  const { result, spentMs } = await execute(program, gguf, flags);
  return spentMs - result.avg_ns / 1e6;
}

interface Execution {
  /** llama-bench's own row. */
  readonly result: { readonly avg_ts: number; readonly avg_ns: number };
  readonly spentMs: number;
  readonly peakBytes: number | undefined;
}

async function execute(
  program: string,
  gguf: string,
  flags: readonly string[],
): Promise<Execution> {
  const start = performance.now();
  const running = spawn(program, ['-m', gguf, '-r', '1', '-o', 'json', ...flags], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  let peakBytes: number | undefined;
  running.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const look = setInterval(() => {
    peakBytes = (running.pid === undefined ? undefined : peakOfProcess(running.pid)) ?? peakBytes;
  }, lookEveryMs);
  const ended = await new Promise<string>((resolve, reject) => {
    running.once('close', (status, signal) => resolve(String(signal ?? status)));
    running.once('error', reject);
  }).finally(() => {
    clearInterval(look);
  });
  const spentMs = performance.now() - start;
  if (ended !== '0') throw new Error(`llama-bench ended with ${ended}`);
  const [result] = JSON.parse(output) as Execution['result'][];
  if (!result) throw new Error('llama-bench gave no result');
  return { result, spentMs, peakBytes };
}
