import type { MemoryAccount } from '../../../core/metrics/memory.ts';
import { bytes, notMeasurable } from '../../../core/units.ts';
import type { Decoder, DecoderSpec, LogitsSink } from '../../../workers/decoders/decoder.ts';

const memory: MemoryAccount = {
  weights: bytes(1000),
  kvCache: bytes(100),
  workspace: notMeasurable('engine-does-not-report'),
  heap: bytes(5000),
  gpu: notMeasurable('no-gpu'),
  total: bytes(5000),
};

/**
 * A decoder whose logits depend on every token in its cache, in order: whatever a session gets wrong
 * about the cache changes them. It writes down what it was asked.
 */
export class FakeDecoder implements Decoder {
  readonly spec: DecoderSpec;
  /** `prefill 3`, `step`, `truncate 5`. */
  readonly calls: string[] = [];
  readonly #next: (ids: readonly number[]) => number | undefined;
  #ids: number[] = [];
  /** Called before each evaluation; may throw. */
  beforeEvaluation: () => void | Promise<void> = () => undefined;

  /** @param next the token that gets the highest logit; without, the logits decide */
  constructor(
    spec: Partial<DecoderSpec> = {},
    next: (ids: readonly number[]) => number | undefined = () => undefined,
  ) {
    this.spec = {
      engine: 'wasm',
      form: 'expanded',
      threads: 1,
      vocabularySize: 260,
      contextLength: 200,
      prefillChunk: 8,
      ...spec,
    };
    this.#next = next;
  }

  get length(): number {
    return this.#ids.length;
  }

  /** Logits after `ids`, as a decoder with an empty cache would give them. */
  logitsAfter(ids: readonly number[]): Float32Array {
    let hash = 17;
    for (const id of ids) hash = (Math.imul(hash, 31) + id + 1) | 0;
    const logits = Float32Array.from({ length: this.spec.vocabularySize }, (_, token) =>
      Math.sin(hash * 0.37 + token * 1.7),
    );
    const next = this.#next(ids);
    if (next !== undefined) logits[next] = 10;
    return logits;
  }

  async prefill(tokens: readonly number[], sink?: LogitsSink): Promise<Float32Array> {
    this.calls.push(`prefill ${tokens.length}`);
    return this.#evaluate(tokens, sink);
  }

  async step(token: number): Promise<Float32Array> {
    this.calls.push('step');
    return this.#evaluate([token]);
  }

  truncate(length: number): Promise<void> {
    this.calls.push(`truncate ${length}`);
    this.#ids.length = Math.min(this.#ids.length, length);
    return Promise.resolve();
  }

  memory(): MemoryAccount {
    return memory;
  }

  dispose(): Promise<void> {
    this.calls.push('dispose');
    return Promise.resolve();
  }

  async #evaluate(tokens: readonly number[], sink?: LogitsSink): Promise<Float32Array> {
    await this.beforeEvaluation();
    if (this.length + tokens.length > this.spec.contextLength) throw new Error('context overrun');
    for (const token of tokens) {
      this.#ids.push(token);
      sink?.(this.logitsAfter(this.#ids), this.length - 1, 1);
    }
    return this.logitsAfter(this.#ids);
  }
}
