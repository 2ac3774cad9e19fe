import { expect, test } from 'vitest';
import { dequantize } from '../../../../models/dequantize.ts';
import { expanded } from '../../../../workers/library/export-files.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

test('fp32 is saved as what its name says, every weight as it was', async () => {
  const weights = tinyLlama(tinyShapes['grouped 4/2, separate head'], 'q4', 1);
  const whole = expanded(weights);
  expect(whole.names).toEqual(weights.names);
  for (const name of weights.names) {
    const tensor = await whole.read(name);
    expect(tensor.encoding, name).toBe('f32');
    expect(dequantize(tensor)).toEqual(dequantize(await weights.read(name)));
  }
});
