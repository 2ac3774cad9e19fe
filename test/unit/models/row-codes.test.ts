import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../models/dequantize.ts';
import { checkFinite } from '../../../models/finite.ts';
import { floatToHalf, halfToFloat } from '../../../models/half.ts';
import { packQuants } from '../../../models/quants.ts';
import { inFourBits } from '../../../models/row-codes.ts';
import type { RowCodedTensor } from '../../../models/weights.ts';
import { uniformNumbers } from '../../fixtures/models/random.ts';

function randomCoded(bits: 2 | 3, rows: number, columns: number) {
  const uniform = uniformNumbers(bits);
  const blocks = (rows * columns) / 32;
  const values = Uint8Array.from({ length: rows * columns }, () => uniform() * 2 ** bits);
  const codes = (): Uint8Array => Uint8Array.from({ length: blocks }, () => uniform() * 256);
  const factors = (): Uint16Array =>
    Uint16Array.from({ length: rows }, () => floatToHalf(uniform() / 255));
  const tensor: RowCodedTensor = {
    encoding: 'row-coded',
    shape: [rows, columns],
    bits,
    quants: packQuants(values, bits),
    scales: { factors: factors(), codes: codes() },
    offsets: { factors: factors(), codes: codes() },
  };
  return { tensor, values };
}

describe.each<2 | 3>([2, 3])('row-coded scales, %i bits', (bits) => {
  const { tensor, values } = randomCoded(bits, 5, 96);

  it('are worth what the formula says, rounded once', () => {
    const { scales, offsets } = tensor;
    const weights = Array.from(values, (q, i) => {
      const block = Math.floor(i / 32);
      const row = Math.floor(i / 96);
      const d = halfToFloat(scales.factors[row] as number) * (scales.codes[block] as number);
      const m = halfToFloat(offsets.factors[row] as number) * (offsets.codes[block] as number);
      return Math.fround(d * q - m);
    });
    expect([...dequantize(tensor)]).toEqual(weights);
  });

  it('are the same in 4-bit blocks', () => {
    const wide = inFourBits(tensor);
    expect(wide).toMatchObject({ bits: 4, blockSize: 32, shape: [5, 96] });
    expect(dequantize(wide)).toEqual(dequantize(tensor));
  });

  it('must be finite', () => {
    expect(() => checkFinite('m', tensor)).not.toThrow();
    const factors = tensor.offsets.factors.slice();
    factors[3] = 0x7c00;
    const broken = { ...tensor, offsets: { ...tensor.offsets, factors } };
    expect(() => checkFinite('m', broken)).toThrow(
      expect.objectContaining({ code: 'model-weights-not-finite' }),
    );
  });
});
