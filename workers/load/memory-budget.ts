import { fail } from '../../core/errors.ts';
import { addressLimitBytes } from '../../core/memory-limits.ts';
import { kvShape, type HubConfig } from './hub-folder.ts';

/**
 * What a graph's weights take in the WebAssembly heap while its session is made: each matrix twice
 * while it is put into the order that the kernels want, and a tied head for good, besides the
 * runtime's own. The embedded model's 540 MB at fp32 make a heap of 847 MB.
 */
const heapFactor = 1.5;
const runtimeBytes = 64e6;

export const heapNeed = (weightBytes: number, kvBytes: number): number =>
  weightBytes * heapFactor + kvBytes + runtimeBytes;

/** @throws catalogued `memory-limit` when no 32-bit WebAssembly could hold it */
export function checkAddressable(neededBytes: number): void {
  if (neededBytes > addressLimitBytes)
    throw fail('memory-limit', { neededBytes, limitBytes: addressLimitBytes });
}

/**
 * Whether a need is ours to take: within the address space, and within half of what the browser tells
 * of the device (`deviceMemory`, at most 8 GB, Chromium only).
 *
 * @param deviceMemoryGb `undefined` where the browser doesn't tell
 */
export const isFairShare = (neededBytes: number, deviceMemoryGb: number | undefined): boolean =>
  neededBytes <= addressLimitBytes &&
  (deviceMemoryGb === undefined || neededBytes <= (deviceMemoryGb * 2 ** 30) / 2);

/**
 * Whether the device seems to have room: `isFairShare`, and a trial allocation, which browsers refuse
 * on devices with little address space.
 */
export function fitsDevice(neededBytes: number, deviceMemoryGb: number | undefined): boolean {
  if (!isFairShare(neededBytes, deviceMemoryGb)) return false;
  const pages = Math.ceil(neededBytes / 65_536);
  try {
    new WebAssembly.Memory({ initial: pages, maximum: pages });
    return true;
  } catch {
    return false;
  }
}

/** `navigator.deviceMemory`, which the standard library's types lack. */
export function deviceMemoryGb(): number | undefined {
  const told: unknown = Reflect.get(navigator, 'deviceMemory');
  return typeof told === 'number' ? told : undefined;
}

/** Bytes of a KV cache in 32-bit floating point, 0 where the configuration doesn't tell its shape. */
export function kvBytes(config: HubConfig, contextLength: number): number {
  const shape = kvShape(config);
  return shape
    ? (config.num_hidden_layers ?? 0) * 2 * shape.kvHeads * shape.headSize * contextLength * 4
    : 0;
}
