import type { BenchEvent, BenchPhase } from '../../core/bench.ts';
import type { EventSink } from '../../core/contract.ts';
import { epochNow } from '../clock.ts';

/** A message to the page at most this often, ms: it takes time from what is measured. */
const messageEveryMs = 250;
/** Points of the live chart at most this dense, ms. */
const pointEveryMs = 8;

/** Gathers what happens in a test and tells the page a few times a second. */
export class BenchProgress {
  readonly #emit: EventSink<BenchEvent>;
  #events: BenchEvent[] = [];
  #toldAt = performance.now();
  #pointAt = -Infinity;

  constructor(emit: EventSink<BenchEvent>) {
    this.#emit = emit;
  }

  tokens(phase: BenchPhase, repetition: number, done: number, total: number): void {
    const now = performance.now();
    if (done > 0 && done < total && now - this.#pointAt < pointEveryMs) return;
    this.#pointAt = now;
    this.#events.push({ type: 'tokens', phase, repetition, done, total, at: epochNow() });
    if (now - this.#toldAt >= messageEveryMs) this.flush();
  }

  repetition(index: number, rate: number): void {
    this.#events.push({ type: 'repetition', index, rate, at: epochNow() });
  }

  flush(): void {
    this.#toldAt = performance.now();
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#emit(events);
  }
}
