import type { GenerateEvent } from '../../core/contract.ts';

/** What can be said about an answer while it is written. */
export interface LiveFigures {
  /** ms, from the worker's receipt of the request to the first token. */
  readonly firstTokenMs: number | undefined;
  /** Tokens in the context: the prompt and what was written after it. */
  readonly contextTokens: number | undefined;
  /** tok/s over the tokens so far, as `decodeTps` is defined. */
  readonly tokensPerSecond: number | undefined;
  /** Of the thinking so far; 0 where the answer begins without. */
  readonly thinkingTokens: number;
  /** ms, from the first token to the last of the thinking. */
  readonly thinkingMs: number;
}

export const noFigures: LiveFigures = {
  firstTokenMs: undefined,
  contextTokens: undefined,
  tokensPerSecond: undefined,
  thinkingTokens: 0,
  thinkingMs: 0,
};

/** Folds events into figures that change at most four times a second, so that they can be read. */
export class LiveMeter {
  #receivedAt: number | undefined;
  #promptTokens: number | undefined;
  #firstAt: number | undefined;
  #lastAt = 0;
  #tokens = 0;
  #thinkingTokens = 0;
  #thoughtAt = 0;
  #shownAt = -Infinity;
  #shown: LiveFigures = noFigures;

  add(events: readonly GenerateEvent[]): void {
    for (const event of events) {
      if (event.type === 'prompt') {
        this.#receivedAt = event.receivedAt;
        this.#promptTokens = event.promptTokens;
      }
      if (event.type !== 'token') continue;
      this.#firstAt ??= event.at;
      this.#lastAt = event.at;
      this.#tokens++;
      if (!event.thinking) continue;
      // Tokens before it could only be told to be thinking when it came.
      this.#thinkingTokens = this.#tokens;
      this.#thoughtAt = event.at;
    }
  }

  /** @param now ms of any steady clock */
  read(now: number): LiveFigures {
    if (now - this.#shownAt < 250) return this.#shown;
    this.#shownAt = now;
    const first = this.#firstAt;
    const elapsed = first === undefined ? 0 : this.#lastAt - first;
    this.#shown = {
      firstTokenMs:
        first === undefined || this.#receivedAt === undefined
          ? undefined
          : first - this.#receivedAt,
      contextTokens:
        this.#promptTokens === undefined ? undefined : this.#promptTokens + this.#tokens,
      thinkingTokens: this.#thinkingTokens,
      thinkingMs: first === undefined || this.#thinkingTokens === 0 ? 0 : this.#thoughtAt - first,
      tokensPerSecond: elapsed > 0 ? ((this.#tokens - 1) / elapsed) * 1000 : undefined,
    };
    return this.#shown;
  }
}
