import { addressLimitBytes, besidesBytes } from '../../core/memory-limits.ts';
import type { LevelWeight } from '../../core/model-store.ts';
import type { ModelOption } from '../app/model-option.ts';

export interface Fit {
  readonly weightBytes: number;
  readonly cacheBytes: number;
  readonly besidesBytes: number;
  readonly neededBytes: number;
  readonly limitBytes: number;
  readonly fits: boolean;
}

/**
 * What this device seems to have room for: half of its memory as far as the browser tells it, and no
 * more than 32 bits can address.
 *
 * @param deviceMemoryGb `navigator.deviceMemory`; `undefined` where the browser doesn't tell
 */
export const deviceLimit = (deviceMemoryGb: number | undefined): number =>
  Math.min(addressLimitBytes, deviceMemoryGb === undefined ? Infinity : deviceMemoryGb * 2 ** 29);

export function deviceMemory(): number | undefined {
  const told: unknown = Reflect.get(navigator, 'deviceMemory');
  return typeof told === 'number' ? told : undefined;
}

/** An estimate for the engine that keeps weights at their own width, before anything is loaded. */
export function fitOf(
  { bytes }: Pick<LevelWeight, 'bytes'>,
  { kvBytesPerPosition }: Pick<ModelOption, 'kvBytesPerPosition'>,
  contextLength: number,
  limitBytes: number,
): Fit {
  const cacheBytes = kvBytesPerPosition * contextLength;
  const neededBytes = bytes + cacheBytes + besidesBytes;
  return {
    weightBytes: bytes,
    cacheBytes,
    besidesBytes,
    neededBytes,
    limitBytes,
    fits: neededBytes <= limitBytes,
  };
}
