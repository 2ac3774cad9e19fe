import { describe, expect, it } from 'vitest';
import { dequantize } from '../../../../models/dequantize.ts';
import { levelIds, type LevelId } from '../../../../core/levels.ts';
import { atLevel } from '../../../../models/levels/at-level.ts';
import { availableLevels, levelObstacle } from '../../../../models/levels/available-levels.ts';
import { toBlocks8 } from '../../../../models/levels/blocks8.ts';
import { toChannels8 } from '../../../../models/levels/channels8.ts';
import type { FloatTensor, WeightTensor } from '../../../../models/weights.ts';
import { normalNumbers } from '../../../fixtures/models/random.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const matrix = (rows: number, columns: number, values: (i: number) => number): FloatTensor => ({
  encoding: 'f32',
  shape: [rows, columns],
  data: new Uint8Array(Float32Array.from({ length: rows * columns }, (_, i) => values(i)).buffer),
});

const normal = normalNumbers(5);
const random = matrix(6, 64, () => normal());

/** Largest error in units of the step, largest magnitude / 127, of the run that a value lies in. */
function worstSteps(original: WeightTensor, made: WeightTensor, run: number): number {
  const before = dequantize(original);
  const after = dequantize(made);
  let worst = 0;
  for (let start = 0; start < before.length; start += run) {
    const slice = before.subarray(start, start + run);
    const step = Math.max(...slice.map(Math.abs)) / 127;
    slice.forEach((value, i) => {
      const error = Math.abs(value - (after[start + i] as number));
      worst = Math.max(worst, step === 0 ? error : error / step);
    });
  }
  return worst;
}

describe('8-bit blocks', () => {
  it("are within half a step, and a half-precision scale's rounding", () => {
    expect(worstSteps(random, toBlocks8(random), 32)).toBeLessThan(0.5 + 127 * 2 ** -11);
  });

  it('keep integers of -127 to 127 times a power of two exactly', () => {
    const exact = matrix(2, 64, (i) => (i % 32 === 0 ? 127 : (i % 64) - 32) / 256);
    expect(dequantize(toBlocks8(exact))).toEqual(dequantize(exact));
  });

  it('keep blocks of zeros, and of values below half precision, finite', () => {
    expect(dequantize(toBlocks8(matrix(1, 32, () => 0)))).toEqual(new Float32Array(32));
    const tiny = dequantize(toBlocks8(matrix(1, 32, () => 1e-30)));
    expect(tiny.every(Number.isFinite)).toBe(true);
    const huge = dequantize(toBlocks8(matrix(1, 32, () => 3e38)));
    expect(huge.every(Number.isFinite)).toBe(true);
  });

  it('pass through when they are there already', async () => {
    const tensor = await tinyLlama(tinyShapes['equal heads, one layer'], 'q8', 1).read(
      'model.layers.0.mlp.up_proj.weight',
    );
    expect(toBlocks8(tensor)).toBe(tensor);
  });
});

describe('8-bit channels', () => {
  it('are within half a step of their row', () => {
    const made = toChannels8(random);
    expect(made.scales).toHaveLength(6);
    expect(worstSteps(random, made, 64)).toBeLessThan(0.5001);
    expect(toChannels8(made)).toBe(made);
  });

  it('have 32-bit scales also where 8-bit blocks are as wide as the matrix', () => {
    const blocks = toBlocks8(matrix(4, 32, () => normal()));
    expect(blocks.scales).toBeInstanceOf(Uint16Array);
    const made = toChannels8(blocks);
    expect(made.scales).toBeInstanceOf(Float32Array);
    expect(dequantize(made)).toEqual(dequantize(blocks));
  });

  it('use the whole symmetric range', () => {
    const { quants } = toChannels8(random);
    expect(Math.min(...quants)).toBeGreaterThanOrEqual(1);
    for (let row = 0; row < 6; row++) {
      const off = quants.subarray(row * 64, row * 64 + 64).map((quant) => Math.abs(quant - 128));
      expect(Math.max(...off)).toBe(127);
    }
  });
});

describe('levels', () => {
  const config = tinyShapes['grouped 4/2, separate head'];
  const layer = 'model.layers.1.mlp.up_proj.weight';
  const blocks = (bits: number) => ({ encoding: 'blocks', bits });
  const coded = (bits: number) => ({ encoding: 'row-coded', bits });

  it.each<readonly [LevelId, object | 'kept', object | 'kept']>([
    ['fp32', 'kept', 'kept'],
    ['fp16', { encoding: 'f16' }, { encoding: 'f16' }],
    ['q8', blocks(8), 'kept'],
    ['int8', { ...blocks(8), blockSize: 64 }, { ...blocks(8), blockSize: 64 }],
    ['q4', 'kept', 'kept'],
    ['q4-h4', 'kept', blocks(4)],
    ['q4i', blocks(4), 'kept'],
    ['q3', coded(3), 'kept'],
    ['q2', coded(2), 'kept'],
    ['q2-h4', coded(2), blocks(4)],
  ])('%s requantizes matrices and leaves norms alone', async (level, inLayers, inHead) => {
    const stored = tinyLlama(config, 'q4', 2);
    const made = atLevel(stored, level);
    expect(made.names).toEqual(stored.names);
    for (const name of made.names) {
      const before = await stored.read(name);
      const after = await made.read(name);
      const wanted = name.startsWith('model.layers.') ? inLayers : inHead;
      if (before.shape.length === 1 || wanted === 'kept') expect(after).toBe(before);
      else if (name === layer || wanted === inHead) expect(after).toMatchObject(wanted);
      expect(after.shape).toEqual(before.shape);
    }
  });

  it('keep embedding and head in 8 bits where they come in more', async () => {
    const made = atLevel(tinyLlama(config, 'f32', 2), 'q2');
    for (const name of ['model.embed_tokens.weight', 'lm_head.weight'])
      expect(await made.read(name)).toMatchObject(blocks(8));
  });

  it('hand on what is at the level already, and calibrated matrices as they were made', async () => {
    const made = atLevel(tinyLlama(config, 'f32', 2), 'q3');
    const tensor = await made.read(layer);
    const given = tinyLlama(config, 'f32', 2, { [layer]: tensor });
    expect(await atLevel(given, 'q3').read(layer)).toBe(tensor);
    expect(await atLevel(given, 'q3-gptq').read(layer)).toBe(tensor);
    await expect(atLevel(given, 'q2-gptq').read(layer)).rejects.toThrow('calibrated');
  });

  it('refuse weights that are not finite, by name', async () => {
    const name = 'lm_head.weight';
    const broken = matrix(160, 64, (i) => (i === 999 ? NaN : 0));
    const levels = ['fp32', 'fp16', 'q8', 'int8', 'q4i', 'q3', 'q2-h4'] as const;
    for (const level of levels) {
      await expect(
        atLevel(tinyLlama(config, 'f32', 2, { [name]: broken }), level).read(name),
      ).rejects.toMatchObject({
        failure: { code: 'model-weights-not-finite', parameters: { tensor: name } },
      });
    }
  });

  it('refuse rows that do not fall into blocks of 32', async () => {
    const odd = matrix(128, 100, () => 1);
    for (const level of ['q8', 'q4i', 'q3', 'q2'] as const)
      await expect(
        atLevel(tinyLlama(config, 'f32', 2, { [layer]: odd }), level).read(layer),
      ).rejects.toMatchObject({
        failure: { code: 'level-needs-blocks', parameters: { level, tensor: layer, columns: 100 } },
      });
  });

  it('are offered where they can be made, and the reason given where not', () => {
    expect(availableLevels(config, 'q4')).toEqual(levelIds);
    expect(availableLevels(config, 'fp32')).toEqual(
      levelIds.filter((level) => level !== 'q4' && level !== 'q4-h4'),
    );
    const odd = { ...config, intermediateSize: 100 };
    expect(availableLevels(odd, 'q4')).toEqual(['fp32', 'fp16', 'int8', 'q4', 'q4-h4']);
    expect(levelObstacle(odd, 'q4', 'q3-gptq')).toEqual({ kind: 'columns', columns: 100 });
    expect(levelObstacle(config, 'fp32', 'q4-h4')).toEqual({ kind: 'not-shipped' });
    expect(levelObstacle({ ...config, hiddenSize: 90 }, 'q4', 'q4-h4')).toEqual({
      kind: 'columns',
      columns: 90,
    });
  });
});
