import { fetchBytes } from '../../fetch-bytes.ts';
import probeUrl from './kernels/build/probe.wasm?url';
import type { Tier } from './tier.ts';

/** Relaxed SIMD on vectors of 16 bytes, in memory order (`kernels/probe.ts`). */
export interface RelaxedSimd {
  /** i32 [4]: products of four bytes each, added to `sums`, i32 [4]. */
  readonly dotFours: (activations: Int8Array, weights: Uint8Array, sums: Int32Array) => Int32Array;
  /** i16 [8]: products of two bytes each. */
  readonly dotTwos: (activations: Int8Array, weights: Uint8Array) => Int16Array;
  /** f32 [4]: a * b + c. */
  readonly multiplyAdd: (a: Float32Array, b: Float32Array, c: Float32Array) => Float32Array;
}

const trials = 64;

/** Bytes that look random, the same each time: multiples of a large odd number, their middle bits. */
const scattered = (trial: number, i: number): number =>
  (Math.imul(trial * 16 + i + 1, 0x9e3779b1) >>> 13) & 255;

/** Activations of a trial; the first four are at the ends of their range. */
const activationsOf = (trial: number): Int8Array =>
  Int8Array.from({ length: 16 }, (_, i) => {
    if (trial < 4) return trial % 2 === 0 ? 127 : -127;
    return Math.max(-127, (scattered(trial, i) << 24) >> 24);
  });

/** Weights up to `largest`; those of the first four trials are the largest. */
const weightsOf = (trial: number, largest: number): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, i) =>
    trial < 4 ? largest : scattered(trial + trials, i) & largest,
  );

/** Sums of `count` neighbouring products. */
function sumsOf(
  activations: Int8Array,
  weights: ArrayLike<number>,
  count: number,
): readonly number[] {
  return Array.from({ length: 16 / count }, (_, lane) => {
    let sum = 0;
    for (let i = lane * count; i < (lane + 1) * count; i++) {
      sum += (activations[i] as number) * (weights[i] as number);
    }
    return sum;
  });
}

const isSame = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  Array.from(a).every((value, i) => value === b[i]);

const everyTrial = (holds: (trial: number) => boolean): boolean =>
  Array.from({ length: trials }, (_, trial) => trial).every(holds);

/**
 * What the specification leaves open, by trials: the dot product's second operand is signed or
 * unsigned, its sums saturate or don't, where it is above 127. Below, and in all else, results are
 * given; a browser that gets them wrong has no relaxed tier.
 *
 * @returns tiers with relaxed SIMD whose kernels compute exactly here, the fastest first
 */
export function exactTiers(simd: RelaxedSimd): readonly Tier[] {
  const sums = Int32Array.of(1, -2, 3_000_000, -4_000_000);
  const foursAre = (largest: number, weights: (bytes: Uint8Array) => ArrayLike<number>): boolean =>
    everyTrial((trial) => {
      const x = activationsOf(trial);
      const w = weightsOf(trial, largest);
      const wanted = sumsOf(x, weights(w), 4).map((sum, lane) => sum + (sums[lane] as number));
      return isSame(simd.dotFours(x, w, sums), wanted);
    });
  const twosAreExact = everyTrial((trial) => {
    const x = activationsOf(trial);
    const w = weightsOf(trial, 127);
    return isSame(simd.dotTwos(x, w), sumsOf(x, w, 2));
  });
  const multiplied = simd.multiplyAdd(
    Float32Array.of(1, -2, 0.5, 4096),
    Float32Array.of(3, 5, -8, 4096),
    Float32Array.of(0.25, 1, 2, -1),
  );
  if (!isSame(multiplied, [3.25, -9, -2, 16_777_215])) return [];
  const foursAreExact = foursAre(127, (bytes) => bytes);
  const tiers: Tier[] = [];
  if (foursAreExact && foursAre(255, (bytes) => bytes)) tiers.push('unsigned');
  if (foursAreExact && foursAre(255, (bytes) => new Int8Array(bytes))) tiers.push('signed');
  if (twosAreExact) tiers.push('pairs');
  return tiers;
}

interface ProbeExports {
  readonly memory: WebAssembly.Memory;
  readonly dotFours: () => void;
  readonly dotTwos: () => void;
  readonly multiplyAdd: () => void;
}

/** @param module of `kernels/probe.ts` */
export function relaxedSimd(module: WebAssembly.Module): RelaxedSimd {
  const kernels = new WebAssembly.Instance(module).exports as unknown as ProbeExports;
  const { buffer } = kernels.memory;
  const write = (...operands: readonly ArrayBufferView[]): void => {
    for (const [i, { buffer: from, byteOffset }] of operands.entries()) {
      new Uint8Array(buffer, 16 * i, 16).set(new Uint8Array(from, byteOffset, 16));
    }
  };
  return {
    dotFours(activations, weights, sums) {
      write(activations, weights, sums);
      kernels.dotFours();
      return new Int32Array(buffer.slice(48, 64));
    },
    dotTwos(activations, weights) {
      write(activations, weights);
      kernels.dotTwos();
      return new Int16Array(buffer.slice(48, 64));
    },
    multiplyAdd(a, b, c) {
      write(a, b, c);
      kernels.multiplyAdd();
      return new Float32Array(buffer.slice(48, 64));
    },
  };
}

/** The tiers whose kernels compute exactly here, the fastest first; the last is `plain`. */
export type RunnableTiers = readonly [Tier, ...Tier[]];

async function probe(): Promise<RunnableTiers> {
  const bytes = await fetchBytes(probeUrl);
  if (!WebAssembly.validate(bytes)) return ['plain'];
  const [best, ...others] = exactTiers(relaxedSimd(await WebAssembly.compile(bytes)));
  return best === undefined ? ['plain'] : [best, ...others, 'plain'];
}

let probed: Promise<RunnableTiers> | undefined;

/**
 * Probed once in a worker: a processor doesn't change.
 *
 * @throws catalogued `network-failed`, `model-file-missing`
 */
export function probeInstructions(): Promise<RunnableTiers> {
  probed ??= probe().catch((error: unknown) => {
    probed = undefined;
    throw error;
  });
  return probed;
}
