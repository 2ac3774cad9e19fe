import { fail } from '../../core/errors.ts';
import { kernelNames, type CalibrationKernels, type KernelName } from './kernel-exports.ts';
import * as L from './kernels/layout.ts';

/** Bytes of scratch memory of each thread, for sequences of `length` tokens. */
export const scratchBytes = (length: number): number =>
  Math.ceil((L.GEMM_SCRATCH_BYTES + 4 * L.BAND * length) / 128) * 128;

/** Milliseconds in which helpers have to finish a job: far more than one takes. */
const jobLimit = 60_000;

/** Runs a kernel's share of one thread. */
export function runShare(
  kernels: CalibrationKernels,
  name: KernelName,
  parameters: readonly number[],
  scratch: number,
  stride: number,
  thread: number,
  threads: number,
): void {
  kernels[name](...parameters, scratch + thread * stride, thread, threads);
}

/** The control block, by which thread 0 gives out jobs and helpers tell that they are done. */
export class JobBoard {
  readonly #words: Int32Array;
  readonly #parameters: Float64Array;

  constructor(memory: ArrayBufferLike) {
    this.#words = new Int32Array(memory, 0, L.CONTROL_BYTES / 4);
    this.#parameters = new Float64Array(memory, L.ARGUMENTS, (L.CONTROL_BYTES - L.ARGUMENTS) / 8);
  }

  give(name: KernelName, parameters: readonly number[], threads: number): void {
    this.#words[L.JOB / 4] = kernelNames.indexOf(name);
    this.#words[L.THREADS / 4] = threads;
    this.#words[L.ARGUMENT_COUNT / 4] = parameters.length;
    this.#parameters.set(parameters);
    this.#announce(threads - 1);
  }

  quit(): void {
    this.#words[L.JOB / 4] = L.QUIT;
    this.#announce(0);
  }

  #announce(helpers: number): void {
    Atomics.store(this.#words, L.PENDING / 4, helpers);
    Atomics.add(this.#words, L.EPOCH / 4, 1);
    Atomics.notify(this.#words, L.EPOCH / 4);
  }

  /** @throws catalogued `worker-died` when helpers don't finish in time */
  awaitHelpers(): void {
    const at = L.PENDING / 4;
    for (;;) {
      const pending = Atomics.load(this.#words, at);
      if (pending === 0) return;
      if (Atomics.wait(this.#words, at, pending, jobLimit) === 'timed-out')
        throw fail('worker-died', { stage: 'load' });
    }
  }

  /** A helper's life: jobs one after the other until told to quit. */
  serve(kernels: CalibrationKernels, scratch: number, stride: number, thread: number): void {
    for (let seen = 0; ;) {
      Atomics.wait(this.#words, L.EPOCH / 4, seen);
      const epoch = Atomics.load(this.#words, L.EPOCH / 4);
      if (epoch === seen) continue;
      seen = epoch;
      const name = kernelNames[this.#words[L.JOB / 4] as number];
      if (name === undefined) return;
      const count = this.#words[L.ARGUMENT_COUNT / 4] as number;
      const parameters = Array.from(this.#parameters.subarray(0, count));
      const threads = this.#words[L.THREADS / 4] as number;
      runShare(kernels, name, parameters, scratch, stride, thread, threads);
      if (Atomics.sub(this.#words, L.PENDING / 4, 1) === 1)
        Atomics.notify(this.#words, L.PENDING / 4);
    }
  }
}
