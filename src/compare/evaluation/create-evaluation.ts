import { asFeatherweightError } from '../../../core/errors.ts';
import { referenceBytes } from '../../../core/score.ts';
import { createEngine } from '../../bridge/create-engine.ts';
import type { Engine } from '../../bridge/engine.ts';
import { ScoreStore } from '../../store/score-store.ts';
import { EvaluationRun } from './evaluation-run.ts';
import {
  chunkLength,
  firstScored,
  type Evaluation,
  type EvaluationPlan,
  type EvaluationState,
  type StorageNeed,
} from './evaluation.ts';
import { planKey, planSchema } from './plan-record.ts';
import { canKeepReferences, dropReferences, freeBytes } from './reference-files.ts';

export interface EvaluationOptions {
  readonly appVersion: string;
  /** Tests give engines of their own. */
  readonly newEngine?: () => Engine;
  readonly store?: Promise<ScoreStore>;
}

interface Gate {
  readonly promise: Promise<void>;
  readonly open: () => void;
}

function newGate(): Gate {
  let open!: () => void;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open };
}

export const createEvaluation = (options: EvaluationOptions): Evaluation =>
  new EvaluationControl(options);

class EvaluationControl extends EventTarget implements Evaluation {
  readonly #appVersion: string;
  readonly #newEngine: () => Engine;
  #store: Promise<ScoreStore> | undefined;
  #state: EvaluationState = { kind: 'idle' };
  #run: { readonly run: EvaluationRun; readonly abort: AbortController } | null = null;
  #ended: Promise<void> = Promise.resolve();
  /** Opens when a paused run goes on. */
  #gate: Gate | null = null;

  constructor({ appVersion, newEngine = () => createEngine(), store }: EvaluationOptions) {
    super();
    this.#appVersion = appVersion;
    this.#newEngine = newEngine;
    this.#store = store;
  }

  get state(): EvaluationState {
    return this.#state;
  }

  async start(plan: EvaluationPlan): Promise<void> {
    this.stop();
    const abort = new AbortController();
    const previous = this.#ended;
    const started = this.#start(plan, abort, previous);
    this.#ended = started;
    return started;
  }

  async #start(
    plan: EvaluationPlan,
    abort: AbortController,
    previous: Promise<void>,
  ): Promise<void> {
    await previous;
    const store = await this.#scores();
    const run: EvaluationRun = new EvaluationRun(plan, {
      store,
      newEngine: this.#newEngine,
      appVersion: this.#appVersion,
      signal: abort.signal,
      gate: () => this.#waitAtGate(run),
      onChange: () => {
        this.#show(this.#gate ? 'pausing' : 'running', run);
      },
    });
    this.#run = { run, abort };
    this.#show('running', run);
    await store.put(planKey, plan);
    try {
      await run.run();
      await store.delete(planKey);
      this.#show('finished', run);
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      const { plan: of, rows, progress } = run;
      if (error.code === 'cancelled') this.#show('stopped', run);
      else {
        await store.delete(planKey);
        this.#become({ kind: 'failed', error, plan: of, rows, progress });
      }
    } finally {
      this.#run = null;
      this.#gate = null;
    }
  }

  pause(): void {
    if (!this.#run || this.#gate) return;
    this.#gate = newGate();
    this.#show('pausing', this.#run.run);
  }

  resume(): void {
    if (this.#run) {
      const gateOf = this.#gate;
      this.#gate = null;
      this.#show('running', this.#run.run);
      gateOf?.open();
    } else if (this.#state.kind === 'stopped') void this.start(this.#state.plan);
  }

  stop(): void {
    this.#run?.abort.abort();
    this.#gate?.open();
  }

  async unfinished(): Promise<EvaluationPlan | null> {
    return (await this.#scores()).get(planKey, planSchema);
  }

  async storageNeed(plan: EvaluationPlan, vocabularySize: number): Promise<StorageNeed> {
    const free = await freeBytes();
    if (!plan.text || !plan.reference) return { neededBytes: 0, freeBytes: free, fits: true };
    // A token is at least a byte: no text has more chunks than this.
    const most = Math.ceil(plan.text.text.content.length / chunkLength);
    const neededBytes =
      Math.min(plan.text.chunks, most) *
      referenceBytes(chunkLength - 1 - firstScored, vocabularySize);
    const fits = (await canKeepReferences()) && (free === null || free >= neededBytes);
    return { neededBytes, freeBytes: free, fits };
  }

  async forget(): Promise<void> {
    this.stop();
    await this.#ended;
    await Promise.all([(await this.#scores()).clear(), dropReferences()]);
    this.#become({ kind: 'idle' });
  }

  #scores(): Promise<ScoreStore> {
    return (this.#store ??= ScoreStore.open());
  }

  async #waitAtGate(run: EvaluationRun): Promise<void> {
    if (!this.#gate) return;
    this.#show('paused', run);
    await this.#gate.promise;
  }

  #show(kind: 'running' | 'pausing' | 'paused' | 'stopped' | 'finished', run: EvaluationRun): void {
    const { plan, rows, progress } = run;
    this.#become({ kind, plan, rows, progress });
  }

  #become(state: EvaluationState): void {
    this.#state = state;
    this.dispatchEvent(new Event('change'));
  }
}
