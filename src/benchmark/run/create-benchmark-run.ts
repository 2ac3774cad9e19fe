import type { BenchmarkResult } from '../../../core/bench-result.ts';
import { asFeatherweightError, fail } from '../../../core/errors.ts';
import { createEngine } from '../../bridge/create-engine.ts';
import type { Engine } from '../../bridge/engine.ts';
import type { BenchmarkRun, ResultSink, RunPlan, RunState } from './benchmark-run.ts';
import type { StartingCircumstances } from './circumstances.ts';
import { BrowserPageWatch, type PageWatch } from './page-watch.ts';
import { RunRecord } from './run-record.ts';
import { SubjectRun } from './subject-run.ts';

export interface BenchmarkRunOptions {
  /** Gathered once a run; `gatherCircumstances` of a real page. */
  readonly circumstances: () => Promise<StartingCircumstances>;
  readonly sink: ResultSink;
  /** Tests give engines of their own. */
  readonly newEngine?: () => Engine;
  readonly watch?: PageWatch;
}

export const createBenchmarkRun = (options: BenchmarkRunOptions): BenchmarkRun =>
  new TestQueue(options);

class TestQueue extends EventTarget implements BenchmarkRun {
  readonly #options: Required<BenchmarkRunOptions>;
  #state: RunState = { kind: 'idle' };
  #record: RunRecord | undefined;
  #abort = new AbortController();
  /** Lets a paused run go on. */
  #resume: (() => void) | undefined;
  #paused: Promise<void> | undefined;
  #stopping = false;

  constructor(options: BenchmarkRunOptions) {
    super();
    this.#options = { newEngine: () => createEngine(), watch: new BrowserPageWatch(), ...options };
  }

  get state(): RunState {
    return this.#state;
  }

  async start(plan: RunPlan): Promise<BenchmarkResult> {
    if (this.#isUnderWay())
      throw fail('request-invalid', { field: 'plan', reason: 'another run is under way' });
    if (plan.subjects.length === 0 || plan.tests.length === 0)
      throw fail('request-invalid', { field: 'plan', reason: 'it is empty' });
    this.#stopping = false;
    this.#abort = new AbortController();
    // Under way from here on, so that no second run begins meanwhile.
    const record = new RunRecord(plan, unknownCircumstances);
    this.#record = record;
    this.#become('running');
    record.know(await this.#options.circumstances());
    const { watch } = this.#options;
    watch.start();
    try {
      for (const index of plan.subjects.keys()) {
        if (this.#isStopping()) break;
        await this.#runSubject(record, plan, index);
      }
    } finally {
      watch.stop();
      this.#resume = undefined;
      this.#paused = undefined;
      record.end(this.#isStopping() ? 'stopped' : 'finished');
      this.#keep(record);
      this.#become('ended');
    }
    return record.result;
  }

  pause(): void {
    if (this.#state.kind !== 'running') return;
    this.#paused = new Promise((resolve) => (this.#resume = resolve));
    this.#become('paused');
    this.#abort.abort();
  }

  resume(): void {
    if (this.#state.kind !== 'paused') return;
    this.#goOn();
    this.#become('running');
  }

  stop(): void {
    if (!this.#isUnderWay() || this.#stopping) return;
    this.#stopping = true;
    this.#become('stopping');
    this.#goOn();
    this.#abort.abort();
  }

  async #runSubject(record: RunRecord, plan: RunPlan, index: number): Promise<void> {
    const subject = plan.subjects[index];
    if (!subject) return;
    const { newEngine, watch } = this.#options;
    const { timerStepMs } = record.result.circumstances;
    const run = new SubjectRun(subject, plan, newEngine(), watch, timerStepMs);
    try {
      for (const [at, test] of plan.tests.entries()) {
        const item = index * plan.tests.length + at;
        const row = await this.#untilDone(record, item, (signal) =>
          run.measure(test, signal, (live) => {
            // The worker's last events may come after a pause has begun.
            if (signal.aborted) return;
            record.become(item, { kind: 'measuring', live });
            this.#changed();
          }),
        );
        if (!row) return;
        const visible = !row.marks.some(({ kind }) => kind === 'hidden');
        record.describe(index, run.record);
        record.add(item, row, { visible, wakeLock: watch.wakeLock });
        this.#keep(record);
        this.#changed();
      }
    } finally {
      run.end();
    }
  }

  /** Measures one test, again after each pause; `undefined` when the run is stopped. */
  async #untilDone<Row>(
    record: RunRecord,
    item: number,
    measure: (signal: AbortSignal) => Promise<Row>,
  ): Promise<Row | undefined> {
    for (;;) {
      await this.#paused;
      if (this.#isStopping()) return undefined;
      this.#abort = new AbortController();
      const { signal } = this.#abort;
      record.begin(item);
      try {
        return await measure(signal);
      } catch (thrown) {
        if (!signal.aborted) throw asFeatherweightError(thrown);
        record.become(item, { kind: 'waiting' });
        this.#changed();
      }
    }
  }

  #keep(record: RunRecord): void {
    // A sink that fails (a full disk) tells the person itself; the run goes on and keeps all it has.
    Promise.resolve()
      .then(() => this.#options.sink(record.result))
      .catch(() => undefined);
  }

  #goOn(): void {
    this.#resume?.();
    this.#resume = undefined;
    this.#paused = undefined;
  }

  /** Asked after awaits, across which it changes. */
  #isStopping(): boolean {
    return this.#stopping;
  }

  #isUnderWay(): boolean {
    const { kind } = this.#state;
    return kind === 'running' || kind === 'paused' || kind === 'stopping';
  }

  #changed(): void {
    if (this.#state.kind !== 'idle') this.#become(this.#state.kind);
  }

  #become(kind: Exclude<RunState['kind'], 'idle'>): void {
    if (!this.#record) return;
    this.#state = { kind, progress: this.#record.progress };
    this.dispatchEvent(new Event('change'));
  }
}

/** Until they were gathered. */
const unknownCircumstances: StartingCircumstances = {
  appVersion: '',
  appCommit: '',
  browser: '',
  browserVersion: '',
  os: '',
  userAgent: '',
  cores: 0,
  deviceMemory: null,
  crossOriginIsolated: false,
  gpu: null,
  timerStepMs: 0,
};
