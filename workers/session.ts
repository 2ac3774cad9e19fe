import type { Decoder, LogitsSink } from './decoders/decoder.ts';
import type { StopSignal } from './stop-signal.ts';

/** Told after each chunk of a prefill. */
export type PrefillProgress = (done: number, total: number) => void;

/**
 * A decoder together with the token ids that are in its KV cache, so that a prompt costs only what
 * differs from the last one. Ids are compared one by one; lengths alone would prove nothing.
 */
export class Session {
  readonly decoder: Decoder;
  #ids: number[] = [];

  constructor(decoder: Decoder) {
    this.decoder = decoder;
  }

  /** Tokens in the KV cache. */
  get ids(): readonly number[] {
    return this.#ids;
  }

  /**
   * Rewinds the cache to what it shares with `prompt`, less than the whole prompt: its last token
   * is evaluated again, for its logits.
   *
   * @returns how many of the prompt's tokens are in the cache
   */
  async rewind(prompt: readonly number[]): Promise<number> {
    const limit = Math.min(prompt.length - 1, this.#ids.length);
    let common = 0;
    while (common < limit && prompt[common] === this.#ids[common]) common++;
    await this.truncate(common);
    return common;
  }

  async truncate(length: number): Promise<void> {
    // The decoder may have positions of an evaluation that failed midway, which no id stands for.
    const known = Math.min(length, this.#ids.length);
    if (known === this.#ids.length && this.decoder.length <= known) return;
    this.#ids.length = known;
    await this.decoder.truncate(known);
  }

  /**
   * Evaluates the rest of `prompt` in chunks, after `rewind`.
   *
   * @returns logits of the last token, or `undefined` when stopped, with whole chunks in the cache
   */
  async prefill(
    prompt: readonly number[],
    stop: StopSignal,
    onProgress?: PrefillProgress,
    sink?: LogitsSink,
  ): Promise<Float32Array | undefined> {
    const start = this.#ids.length;
    let logits: Float32Array | undefined;
    while (this.#ids.length < prompt.length) {
      await stop.breathe();
      if (stop.stopped) return undefined;
      const from = this.#ids.length;
      const chunk = prompt.slice(from, from + this.decoder.spec.prefillChunk);
      logits = await this.#evaluate(chunk, () => this.decoder.prefill(chunk, sink));
      onProgress?.(this.#ids.length - start, prompt.length - start);
    }
    return logits;
  }

  /** Evaluates one more token. */
  step(token: number): Promise<Float32Array> {
    return this.#evaluate([token], () => this.decoder.step(token));
  }

  async #evaluate(
    tokens: readonly number[],
    run: () => Promise<Float32Array>,
  ): Promise<Float32Array> {
    try {
      const logits = await run();
      for (const token of tokens) this.#ids.push(token);
      return logits;
    } catch (error) {
      // A refused evaluation leaves what was there before; what the decoder no longer has is forgotten.
      this.#ids.length = Math.min(this.#ids.length, this.decoder.length);
      throw error;
    }
  }
}
