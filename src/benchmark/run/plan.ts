import { mostRepetitions } from '../../../core/bench.ts';
import type { PresetId } from '../../../core/bench-result.ts';
import { fail } from '../../../core/errors.ts';
import { localScoreTests } from '../../../core/metrics/local-score.ts';
import type { RunPlan, RunSubject, RunTest, TimedLoads } from './benchmark-run.ts';

/** llama-bench's lists: every depth with every prompt, then every depth with every generation. */
export interface CustomTests {
  readonly nPrompt: readonly number[];
  readonly nGen: readonly number[];
  readonly nDepth: readonly number[];
  readonly repetitions: number;
}

export interface RunChoice {
  readonly preset: PresetId | 'custom';
  readonly subjects: readonly RunSubject[];
  /** For `custom`. */
  readonly custom?: CustomTests;
  /** Logical processors, for the thread counts of `threads`. */
  readonly cores: number;
  readonly loads?: TimedLoads;
  /** Between tests; 1 s where left out. */
  readonly pauseMs?: number;
}

/** More tests than this would be a mistake. */
const mostTests = 1000;
const pauseMs = 1000;

/** 1 to all, each up to eight, then doubling. */
export function threadCounts(cores: number): readonly number[] {
  const counts = new Set<number>();
  for (let count = 1; count <= cores; count = count < 8 ? count + 1 : count * 2) counts.add(count);
  counts.add(Math.max(1, cores));
  return [...counts];
}

const rate = (nPrompt: number, nGen: number, nDepth: number, repetitions: number): RunTest => ({
  nPrompt,
  nGen,
  nDepth,
  repetitions,
});

/** The tests of each preset. */
export function presetTests(preset: PresetId): readonly RunTest[] {
  switch (preset) {
    case 'quick':
      return [rate(128, 0, 0, 3), rate(0, 32, 0, 3)];
    case 'standard':
      return [0, 1024].flatMap((depth) => [rate(512, 0, depth, 5), rate(0, 128, depth, 5)]);
    case 'local-score':
      return localScoreTests.map(([nPrompt, nGen]) => rate(nPrompt, nGen, 0, 1));
    case 'time-to-first-token':
      return [16, 64, 128, 256, 512, 1024].map((nPrompt) => rate(nPrompt, 1, 0, 3));
    case 'context':
      return [0, 256, 512, 1024, 2048].map((depth) => rate(0, 32, depth, 3));
    case 'threads':
      return [rate(128, 0, 0, 3), rate(0, 64, 0, 3)];
  }
}

/** `0` in a list means none, as in llama-bench: `-n 0` tests prompts only. */
export function customTests({
  nPrompt,
  nGen,
  nDepth,
  repetitions,
}: CustomTests): readonly RunTest[] {
  return nDepth.flatMap((depth) => [
    ...nPrompt.filter((size) => size !== 0).map((size) => rate(size, 0, depth, repetitions)),
    ...nGen.filter((size) => size !== 0).map((size) => rate(0, size, depth, repetitions)),
  ]);
}

/**
 * What a run will do.
 *
 * @throws catalogued `request-invalid` naming what is wrong
 */
export function planRun(choice: RunChoice): RunPlan {
  const { preset, subjects, custom, cores, loads = 'warm' } = choice;
  const tests = preset === 'custom' ? customTests(custom ?? nothingChosen()) : presetTests(preset);
  if (subjects.length === 0) throw invalid('subjects', 'none is chosen');
  if (tests.length === 0) throw invalid('tests', 'none is chosen');
  if (tests.length * subjects.length > mostTests)
    throw invalid('tests', `more than ${mostTests} with all variants`);
  for (const test of tests) checkTest(test);
  for (const subject of subjects) checkThreads(subject, cores);
  const threaded =
    preset === 'threads'
      ? subjects.flatMap((subject) =>
          subject.variant.engine === 'webgpu'
            ? [subject]
            : threadCounts(cores).map((threads) => ({ ...subject, threads })),
        )
      : subjects;
  return { preset, subjects: threaded, tests, loads, pauseMs: choice.pauseMs ?? pauseMs };
}

const invalid = (field: string, reason: string) => fail('request-invalid', { field, reason });

function nothingChosen(): never {
  throw invalid('tests', 'none is chosen');
}

function checkTest({ nPrompt, nGen, nDepth, repetitions }: RunTest): void {
  for (const [field, value] of Object.entries({ nPrompt, nGen, nDepth }))
    if (!(Number.isInteger(value) && value >= 0)) throw invalid(field, 'not a whole number from 0');
  if (!(Number.isInteger(repetitions) && repetitions >= 1 && repetitions <= mostRepetitions))
    throw invalid('repetitions', `not a whole number from 1 to ${mostRepetitions}`);
}

/** More threads than processors would wait for one another; the engines would take fewer in silence. */
function checkThreads({ variant, threads }: RunSubject, cores: number): void {
  if (variant.engine === 'webgpu') return;
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= Math.max(1, cores)))
    throw invalid('threads', `not a whole number from 1 to ${Math.max(1, cores)}`);
}

/** Positions that a test needs. */
export const tokensOf = ({ nPrompt, nGen, nDepth }: RunTest): number => nPrompt + nGen + nDepth;

/**
 * Positions of the KV cache for a subject: what its largest test needs that the model can take; 0
 * where it can take none.
 */
export function contextFor({ maxContextLength }: RunSubject, tests: readonly RunTest[]): number {
  const fitting = tests.map(tokensOf).filter((tokens) => tokens <= maxContextLength);
  return fitting.length === 0 ? 0 : Math.min(maxContextLength, Math.max(64, ...fitting));
}
