import { addressLimitBytes, besidesBytes } from '../../core/memory-limits.ts';
import type { ModelOption } from '../app/model-option.ts';
import type { VariantChoice } from '../app/preferences.ts';

/**
 * Bytes that a variant will hold, from the sizes of its weights and cache: told before anything is
 * loaded, and only as an estimate. onnxruntime on the CPU runs block levels expanded to 32 bits.
 */
export function memoryNeed(
  { level, engine }: VariantChoice,
  { levels, kvBytesPerPosition }: ModelOption,
  contextLength: number,
): number {
  const bytesOf = (wanted: string): number | undefined =>
    levels.find((option) => option.level === wanted)?.bytes;
  const stored = bytesOf(level) ?? 0;
  const expanded = engine === 'wasm' && level !== 'int8';
  const weights = expanded ? Math.max(bytesOf('fp32') ?? 0, stored) : stored;
  return weights + kvBytesPerPosition * contextLength + besidesBytes;
}

/** Where the browser doesn't tell the device's memory. */
const assumedMemory = 8 * 2 ** 30;

/**
 * Bytes that variants may hold together: half of the device's memory, as far as the browser tells it
 * (`navigator.deviceMemory`, in GiB and at most 8 in older browsers).
 */
export function memoryLimit(): number {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return (deviceMemory === undefined ? assumedMemory : deviceMemory * 2 ** 30) / 2;
}

/** Bytes that one variant may hold. */
export const variantLimit = (): number => Math.min(memoryLimit(), addressLimitBytes);
