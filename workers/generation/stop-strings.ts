/**
 * Finds stop strings in text that comes in pieces. Text that could be the beginning of one is held
 * back until it is certain, so that no part of a stop string is ever shown.
 */
export class StopStrings {
  readonly #stops: readonly string[];
  #held = '';

  /** @param stops empty ones are ignored */
  constructor(stops: readonly string[]) {
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** Text that may be shown now; `stopped` when a stop string came up, after which nothing more is. */
  push(text: string): { readonly text: string; readonly stopped: boolean } {
    const all = this.#held + text;
    let end = -1;
    for (const stop of this.#stops) {
      const at = all.indexOf(stop);
      if (at >= 0 && (end < 0 || at < end)) end = at;
    }
    if (end >= 0) {
      this.#held = '';
      return { text: all.slice(0, end), stopped: true };
    }
    const held = Math.max(0, ...this.#stops.map((stop) => overlap(all, stop)));
    this.#held = all.slice(all.length - held);
    return { text: all.slice(0, all.length - held), stopped: false };
  }

  /** What was held back, when no more text comes. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return held;
  }
}

/** Length of the longest end of `text` that is a beginning of `stop`, the whole of it excluded. */
function overlap(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length--)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}
