import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { LevelId } from '../../../../core/levels.ts';
import { bytesSource } from '../../../../models/byte-source.ts';
import { atLevel } from '../../../../models/levels/at-level.ts';
import { LevelWriter, openLevel } from '../../../../models/levels/level-file.ts';
import { levelSize } from '../../../../models/levels/size.ts';
import { layoutBytes, layoutOf, tensorBytes } from '../../../../models/levels/stored-tensor.ts';
import type { ModelWeights } from '../../../../models/weights.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const digest = (bytes: Uint8Array): Promise<string> =>
  Promise.resolve(createHash('sha256').update(bytes).digest('hex'));

const config = tinyShapes['grouped 3/1, tied'];

async function written(weights: ModelWeights, level: LevelId, finish = true) {
  let file = new Uint8Array();
  const sink = {
    write(offset: number, bytes: Uint8Array) {
      const longer = new Uint8Array(Math.max(file.length, offset + bytes.length));
      longer.set(file);
      longer.set(bytes, offset);
      file = longer;
    },
  };
  const writer = new LevelWriter(sink, { level, key: 'a key', config: weights.config }, digest);
  // Calibrated levels come layer by layer, not in the file's order.
  for (const name of weights.names.toReversed()) await writer.add(name, await weights.read(name));
  if (finish) expect(await writer.finish()).toBe(file.length);
  return file;
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error as { readonly code?: unknown }).code,
  );

describe('a level file', () => {
  it.each<readonly [LevelId, 'f32' | 'q4' | 'q4 with integer zero points']>([
    ['fp32', 'f32'],
    ['fp16', 'f32'],
    ['q8', 'f32'],
    ['int8', 'f32'],
    ['q4', 'q4'],
    ['q4', 'q4 with integer zero points'],
    ['q4i-h4', 'f32'],
    ['q3', 'q4'],
    ['q2-h4', 'f32'],
  ])('%s of %s weights comes back as it was', async (level, encoding) => {
    const weights = atLevel(tinyLlama(config, encoding, 3), level);
    const file = await written(weights, level);
    // From within a larger buffer, as a file's bytes may lie.
    const moved = new Uint8Array(file.length + 3);
    moved.set(file, 3);
    const stored = await openLevel(bytesSource(moved.subarray(3)), 'f', digest);
    expect(stored).toMatchObject({ level, key: 'a key' });
    expect(stored.weights.config).toEqual(config);
    expect(stored.weights.names.toSorted()).toEqual(weights.names.toSorted());
    for (const name of weights.names) {
      const wanted = await weights.read(name);
      const got = await stored.weights.read(name);
      expect(layoutOf(got)).toEqual(layoutOf(wanted));
      expect(tensorBytes(got)).toEqual(tensorBytes(wanted));
      expect({ ...got, data: undefined }).toEqual({ ...wanted, data: undefined });
    }
  });

  it.each<LevelId>(['fp16', 'q8', 'int8', 'q4i', 'q4i-h4', 'q3', 'q2', 'q2-h4'])(
    'takes the bytes that the size of %s says',
    async (level) => {
      const rotary = 2 * 4 * config.contextLength * (config.headSize / 2);
      const weights = atLevel(tinyLlama(config, 'f32', 3), level);
      let bytes = rotary;
      for (const name of weights.names) bytes += layoutBytes(layoutOf(await weights.read(name)));
      expect(levelSize(config, level).bytes).toBe(bytes);
    },
  );

  it('that was not finished, was cut or altered, or is of another version is refused', async () => {
    const weights = atLevel(tinyLlama(config, 'q4', 3), 'q3');
    const open = (file: Uint8Array) => codeOf(openLevel(bytesSource(file), 'f', digest));
    const file = await written(weights, 'q3');
    expect(await open(file)).toBe('no error');
    expect(await open(await written(weights, 'q3', false))).toBe('model-file-invalid');
    expect(await open(new Uint8Array(50))).toBe('model-file-truncated');
    expect(await open(file.subarray(0, -1))).toBe('model-file-truncated');
    const at = (offset: number) => file.with(offset, (file[offset] as number) ^ 1);
    expect(await open(at(0))).toBe('model-file-invalid');
    expect(await open(at(8))).toBe('model-file-invalid');
    expect(await open(at(200))).toBe('model-file-altered');
    expect(await open(at(file.length - 9))).toBe('model-file-altered');
  });

  it('has no tensor that it was not given', async () => {
    const file = await written(atLevel(tinyLlama(config, 'q4', 3), 'q3'), 'q3');
    const { weights } = await openLevel(bytesSource(file), 'f', digest);
    expect(await codeOf(weights.read('lm_head.weight'))).toBe('model-file-invalid');
  });
});
