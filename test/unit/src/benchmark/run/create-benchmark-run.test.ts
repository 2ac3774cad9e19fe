import { describe, expect, test } from 'vitest';
import type { BenchmarkResult, BenchRow } from '../../../../../core/bench-result.ts';
import { fail } from '../../../../../core/errors.ts';
import type { RunPlan, RunState } from '../../../../../src/benchmark/run/benchmark-run.ts';
import type { StartingCircumstances } from '../../../../../src/benchmark/run/circumstances.ts';
import {
  createBenchmarkRun,
  type BenchmarkRunOptions,
} from '../../../../../src/benchmark/run/create-benchmark-run.ts';
import type { PageWatch } from '../../../../../src/benchmark/run/page-watch.ts';
import { planRun } from '../../../../../src/benchmark/run/plan.ts';
import { runSubject } from '../../../../fixtures/benchmark/run-subject.ts';
import { ScriptedEngine, type Script } from '../../../../fixtures/benchmark/scripted-engine.ts';

const circumstances: StartingCircumstances = {
  appVersion: '1',
  appCommit: 'abc',
  browser: 'Chromium',
  browserVersion: '156',
  os: 'Linux',
  userAgent: 'agent',
  cores: 2,
  deviceMemory: 8,
  crossOriginIsolated: true,
  gpu: null,
  timerStepMs: 0.005,
};

class ScriptedWatch implements PageWatch {
  readonly wakeLock = true;
  hidden = false;
  running = 0;
  start(): void {
    this.running++;
  }
  stop(): void {
    this.running--;
  }
  take(): { hidden: boolean; lateTimers: boolean } {
    const { hidden } = this;
    this.hidden = false;
    return { hidden, lateTimers: false };
  }
}

interface Setting {
  readonly engines: ScriptedEngine[];
  readonly kept: BenchmarkResult[];
  readonly watch: ScriptedWatch;
  readonly run: ReturnType<typeof createBenchmarkRun>;
}

function setUp(script: Script = {}, change: Partial<BenchmarkRunOptions> = {}): Setting {
  const engines: ScriptedEngine[] = [];
  const kept: BenchmarkResult[] = [];
  const watch = new ScriptedWatch();
  const run = createBenchmarkRun({
    circumstances: () => Promise.resolve(circumstances),
    sink: (result) => void kept.push(result),
    newEngine: () => {
      const engine = new ScriptedEngine(script);
      engines.push(engine);
      return engine;
    },
    watch,
    ...change,
  });
  return { engines, kept, watch, run };
}

const custom = { nPrompt: [16], nGen: [8], nDepth: [0], repetitions: 2 };
const plan = (change: Partial<Parameters<typeof planRun>[0]> = {}): RunPlan =>
  planRun({
    preset: 'custom',
    subjects: [runSubject()],
    custom,
    cores: 2,
    pauseMs: 0,
    ...change,
  });
const q8 = runSubject({ variant: { model: 'tiny', level: 'q8', engine: 'simd' } });
const kinds = (state: RunState): readonly string[] =>
  state.kind === 'idle' ? [] : state.progress.items.map((item) => item.state.kind);
const names = (rows: readonly BenchRow[]): readonly string[] =>
  rows.map(({ level, n_prompt, n_gen, status }) => `${level} ${n_prompt} ${n_gen} ${status}`);

describe('a run', () => {
  test('measures every test of every subject, each subject in a worker of its own', async () => {
    const { run, engines, kept, watch } = setUp();
    const result = await run.start(plan({ subjects: [runSubject(), q8] }));
    expect(names(result.rows)).toEqual([
      'q4 16 0 measured',
      'q4 0 8 measured',
      'q8 16 0 measured',
      'q8 0 8 measured',
    ]);
    expect(engines).toHaveLength(2);
    for (const engine of engines) {
      expect(engine.loads).toHaveLength(1);
      expect(engine.state.kind).toBe('unloaded');
      // The limits once, a calibration before the first test and after each.
      expect(engine.calls.map(({ kind }) => kind)).toEqual([
        'limits',
        'calibration',
        'test',
        'calibration',
        'test',
        'calibration',
      ]);
    }
    expect(result).toMatchObject({
      schema: 1,
      preset: 'custom',
      state: 'finished',
      circumstances: { ...circumstances, pageVisible: true, wakeLock: true },
    });
    expect(watch.running).toBe(0);
    expect(run.state.kind).toBe('ended');
    // After each test, so that nothing is lost, and at the end.
    expect(kept.map(({ rows }) => rows.length)).toEqual([1, 2, 3, 4, 4]);
    expect(new Set(kept.map(({ id }) => id)).size).toBe(1);
    expect(kept.at(-1)).toEqual(result);
  });

  test('gives rows in llama-bench’s names, with shares of the limits', async () => {
    const { run } = setUp();
    const [prompt, generation] = (await run.start(plan())).rows;
    expect(prompt).toMatchObject({
      model: 'tiny',
      level: 'q4',
      engine: 'simd',
      n_threads: 2,
      n_prompt: 16,
      n_gen: 0,
      n_depth: 0,
      form: 'blocks',
      model_n_params: 134_515_008,
      samples_ts: [100, 100],
      samples_ns: [160e6, 160e6],
      avg_ts: 100,
      stddev_ts: 0,
      median_ts: 100,
      limit_share: { limit: 'compute', share: 0.1 },
      marks: [],
    });
    expect(generation).toMatchObject({
      n_gen: 8,
      limit_share: { limit: 'bandwidth', share: 0.5 },
    });
  });

  test('loads cold first where asked to, and records both', async () => {
    const { run, engines } = setUp();
    const { variants } = await run.start(plan({ loads: 'cold-and-warm' }));
    expect(engines[0]?.loads.map(({ fresh }) => fresh ?? false)).toEqual([true, false]);
    expect(variants).toMatchObject([
      {
        threads: 2,
        coldLoad: { origin: 'network' },
        warmLoad: { origin: 'storage' },
        bandwidth: 20e9,
        failure: null,
      },
    ]);
  });

  test('takes a context for the largest test only', async () => {
    const { run, engines } = setUp();
    await run.start(plan({ custom: { ...custom, nDepth: [0, 300] } }));
    expect(engines[0]?.loads[0]?.contextLength).toBe(316);
  });
});

describe('a failure', () => {
  test('of a load is a row for each of its tests, and the queue goes on', async () => {
    const error = fail('memory-refused', { stage: 'load', neededBytes: 5 });
    const { run, engines } = setUp({
      loadError: ({ variant }) => (variant.level === 'q4' ? error : undefined),
    });
    const { rows, variants, state } = await run.start(plan({ subjects: [runSubject(), q8] }));
    expect(names(rows)).toEqual([
      'q4 16 0 failed',
      'q4 0 8 failed',
      'q8 16 0 measured',
      'q8 0 8 measured',
    ]);
    expect(rows[0]).toMatchObject({ n_threads: 2, failure: error.failure });
    expect(variants.map(({ failure }) => failure?.code)).toEqual(['memory-refused', undefined]);
    // It is not tried again for the second test.
    expect(engines[0]?.loads).toHaveLength(1);
    expect(state).toBe('finished');
  });

  test('of a worker in a test is a row; the next test loads again', async () => {
    const lost = fail('webgpu-lost', { stage: 'decode', reason: 'gone' });
    const setting = setUp({
      before: (call) => {
        if (call.kind !== 'test' || call.nPrompt !== 16) return;
        setting.engines[0]?.die(lost);
        throw lost;
      },
    });
    const { rows } = await setting.run.start(plan());
    expect(rows).toMatchObject([
      { status: 'failed', failure: { code: 'webgpu-lost' } },
      { status: 'measured', n_gen: 8 },
    ]);
    expect(setting.engines[0]?.loads).toHaveLength(2);
  });

  test('of a test that no context can hold costs nothing', async () => {
    const { run, engines } = setUp();
    const subjects = [runSubject({ maxContextLength: 256 })];
    const { rows } = await run.start(
      plan({ subjects, custom: { ...custom, nPrompt: [512, 256], nGen: [] } }),
    );
    expect(rows).toMatchObject([
      {
        status: 'failed',
        failure: { code: 'test-too-long', parameters: { tokens: 512, contextLength: 256 } },
      },
      { status: 'measured', n_prompt: 256 },
    ]);
    expect(engines[0]?.loads[0]?.contextLength).toBe(256);
  });

  test('of the sink loses no result', async () => {
    const { run } = setUp({}, { sink: () => Promise.reject(new Error('full')) });
    expect((await run.start(plan())).rows).toHaveLength(2);
  });

  test('to plan anything, or a second run, is refused', async () => {
    const { run } = setUp();
    const empty = { ...plan(), tests: [] };
    await expect(run.start(empty)).rejects.toMatchObject({ code: 'request-invalid' });
    const first = run.start(plan());
    await expect(run.start(plan())).rejects.toMatchObject({ code: 'request-invalid' });
    expect((await first).rows).toHaveLength(2);
    expect((await run.start(plan())).rows).toHaveLength(2);
  });
});

/** A run whose second test waits until it is aborted, as often as `times` says. */
function held(times = 1): Setting & { readonly reached: Promise<void> } {
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  let left = times;
  const setting = setUp({
    before: async (call, signal) => {
      if (call.kind !== 'test' || call.nGen !== 8 || left-- <= 0) return;
      reach();
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    },
  });
  return { ...setting, reached };
}

describe('a person', () => {
  test('stops a run and keeps what is finished', async () => {
    const { run, reached, kept } = held();
    const running = run.start(plan({ subjects: [runSubject(), q8] }));
    await reached;
    expect(kinds(run.state)).toEqual(['measured', 'measuring', 'waiting', 'waiting']);
    run.stop();
    expect(run.state.kind).toBe('stopping');
    const result = await running;
    expect(result.state).toBe('stopped');
    expect(names(result.rows)).toEqual(['q4 16 0 measured']);
    expect(kinds(run.state)).toEqual(['measured', 'left-out', 'left-out', 'left-out']);
    expect(kept.at(-1)?.state).toBe('stopped');
  });

  test('pauses a run; its test begins again', async () => {
    const { run, reached, engines } = held();
    const running = run.start(plan());
    await reached;
    run.pause();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(run.state.kind).toBe('paused');
    expect(kinds(run.state)).toEqual(['measured', 'waiting']);
    const tests = engines[0]?.calls.filter(({ kind }) => kind === 'test').length;
    run.resume();
    const { rows, state } = await running;
    expect(state).toBe('finished');
    expect(names(rows)).toEqual(['q4 16 0 measured', 'q4 0 8 measured']);
    expect(engines[0]?.calls.filter(({ kind }) => kind === 'test')).toHaveLength((tests ?? 0) + 1);
    // Calibrated anew: the last time lies before the pause.
    expect(engines[0]?.calls.at(-3)?.kind).toBe('calibration');
    expect(engines[0]?.loads).toHaveLength(1);
  });

  test('stops a paused run', async () => {
    const { run, reached } = held();
    const running = run.start(plan());
    await reached;
    run.pause();
    run.stop();
    expect((await running).state).toBe('stopped');
  });

  test('sees time left that comes to nothing', async () => {
    const { run } = setUp();
    const left: number[] = [];
    run.addEventListener('change', () => {
      if (run.state.kind !== 'idle') left.push(run.state.progress.leftMs);
    });
    await run.start(plan());
    expect(left[0]).toBeGreaterThan(0);
    expect(left.at(-1)).toBe(0);
  });
});

describe('what disturbed a test', () => {
  test('hidden: marked, and the run’s page was not visible throughout', async () => {
    const setting = setUp({
      before: (call) => {
        if (call.kind === 'test' && call.nGen === 8) setting.watch.hidden = true;
      },
    });
    const { rows, circumstances } = await setting.run.start(plan());
    expect(rows.map(({ marks }) => marks)).toEqual([[], [{ kind: 'hidden' }]]);
    expect(circumstances.pageVisible).toBe(false);
  });

  test('drift: only the test between the calibrations that differ', async () => {
    const times = [10, 12, 12.5];
    const { run } = setUp({ calibration: (turn) => times[turn] ?? 0 });
    const { rows } = await run.start(plan());
    expect(rows.map(({ marks }) => marks)).toEqual([[{ kind: 'drift', ratio: 1.2 }], []]);
  });
});
