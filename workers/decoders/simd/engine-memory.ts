import { fail } from '../../../core/errors.ts';
import * as L from './kernels/layout.ts';
import type { ModelPlan } from './memory-plan.ts';
import { writeRotaryTable } from './rotary-table.ts';

/** Far longer than an operation takes, even where every core is taken by others. */
const defaultBarrierTimeout = 10_000;

/**
 * The engine's one memory, all zeros.
 *
 * @throws catalogued `memory-refused`
 */
export function allocateMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = bytes / 65536;
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (cause) {
    throw fail('memory-refused', { stage: 'load', neededBytes: bytes }, cause);
  }
}

/** Words of the control block, written between runs. */
export class Control {
  readonly #words: Int32Array;

  constructor(memory: ArrayBufferLike) {
    this.#words = new Int32Array(memory, 0, L.CONTROL_BYTES / 4);
  }

  get(offset: number): number {
    return this.#words[offset / 4] as number;
  }

  set(offset: number, value: number): void {
    this.#words[offset / 4] = value;
  }
}

/** Writes what doesn't change between runs: the shape, where buffers are, the rotary table. */
export function initializeMemory(
  memory: ArrayBufferLike,
  plan: ModelPlan,
  barrierTimeout = defaultBarrierTimeout,
): Control {
  const { config, scratch } = plan;
  const control = new Control(memory);
  control.set(L.BARRIER_TIMEOUT, barrierTimeout);
  control.set(L.HEADS, config.heads);
  control.set(L.KV_HEADS, config.kvHeads);
  control.set(L.HEAD_SIZE, config.headSize);
  control.set(L.CAPACITY, plan.capacity);
  control.set(L.KV_INT8, plan.options.kvCache === 'int8' ? 1 : 0);
  control.set(L.TOKEN_IDS, plan.tokenIds);
  control.set(L.ROPE_TABLE, plan.ropeTable);
  control.set(L.PARTIALS, plan.partials);
  control.set(L.SCRATCH, scratch.address);
  control.set(L.SCRATCH_STRIDE, scratch.stride);
  control.set(L.SCRATCH_INPUT, scratch.input);
  control.set(L.SCRATCH_WORK, scratch.work);
  const table = new Float32Array(memory, plan.ropeTable, plan.capacity * config.headSize);
  writeRotaryTable(table, plan.capacity, config);
  return control;
}
