import type { EventSink } from '../../core/contract.ts';
import type { StoreEvent } from '../../core/model-store.ts';

const channelName = 'featherweight-model-store';

/** Progress of one model is told at most about this often, ms. */
const progressEveryMs = 100;

/** Tells this tab's listeners what happened, and other tabs that something did. */
export class StoreNews {
  readonly #sinks = new Set<EventSink<StoreEvent>>();
  readonly #channel: BroadcastChannel | undefined;
  readonly #toldAt = new Map<string, number>();

  /** @param changedElsewhere told when another tab changed what is kept */
  constructor(changedElsewhere: () => void) {
    if (typeof BroadcastChannel === 'undefined') return;
    this.#channel = new BroadcastChannel(channelName);
    this.#channel.onmessage = changedElsewhere;
    // In Node an open channel would keep the process alive.
    (this.#channel as { readonly unref?: () => void }).unref?.();
  }

  add(sink: EventSink<StoreEvent>): void {
    this.#sinks.add(sink);
  }

  tell(event: StoreEvent): void {
    for (const sink of this.#sinks) sink([event]);
  }

  /** As `tell`, left out where the last was just now: the next will say more. */
  tellProgress(key: string, event: () => StoreEvent): void {
    const now = performance.now();
    if (now - (this.#toldAt.get(key) ?? -Infinity) < progressEveryMs) return;
    this.#toldAt.set(key, now);
    this.tell(event());
  }

  tellOtherTabs(): void {
    this.#channel?.postMessage(null);
  }

  close(): void {
    this.#sinks.clear();
    this.#channel?.close();
  }
}
