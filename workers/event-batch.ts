import type { EventSink } from '../core/contract.ts';

/**
 * Events are handed on at most about this often, ms. What the page does with each takes a core from
 * the engine: at 16 ms, two threads on two cores wrote a third slower.
 */
const intervalMs = 50;

/**
 * Gathers events and hands them on in batches: a call to the page per token would cost more than
 * the token on a fast engine. No timers, which would not run while the engine computes.
 */
export class EventBatch<Event> {
  readonly #sink: EventSink<Event>;
  #events: Event[] = [];
  #flushedAt = -Infinity;

  constructor(sink: EventSink<Event>) {
    this.#sink = sink;
  }

  push(event: Event): void {
    this.#events.push(event);
    if (performance.now() - this.#flushedAt >= intervalMs) this.flush();
  }

  flush(): void {
    this.#flushedAt = performance.now();
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#sink(events);
  }
}
