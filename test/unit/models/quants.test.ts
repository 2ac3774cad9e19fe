import { describe, expect, it } from 'vitest';
import { packQuants, unpackQuants, type QuantBits } from '../../../models/quants.ts';
import { uniformNumbers } from '../../fixtures/models/random.ts';

/** Bit by bit, as the definition has it. */
function slowRead(packed: Uint8Array, bits: number, index: number): number {
  let value = 0;
  for (let bit = 0; bit < bits; bit++) {
    const at = index * bits + bit;
    value |= (((packed[at >> 3] as number) >> (at & 7)) & 1) << bit;
  }
  return value;
}

describe.each<QuantBits>([2, 3, 4, 8])('%i bits', (bits) => {
  const uniform = uniformNumbers(bits);
  const values = Uint8Array.from({ length: 96 }, () => Math.floor(uniform() * 2 ** bits));
  const packed = packQuants(values, bits);

  it('are a little-endian bit stream', () => {
    expect(packed).toHaveLength((96 * bits) / 8);
    expect(Array.from(values, (_, i) => slowRead(packed, bits, i))).toEqual([...values]);
  });

  it('come back, whole or from within', () => {
    const whole = new Uint8Array(96);
    unpackQuants(packed, bits, 0, whole);
    expect(whole).toEqual(values);
    const part = new Uint8Array(32);
    unpackQuants(packed, bits, 40, part);
    expect(part).toEqual(values.slice(40, 72));
  });
});
