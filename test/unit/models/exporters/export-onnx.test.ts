import { expect, test } from 'vitest';
import { bytesSource } from '../../../../models/byte-source.ts';
import { dequantize } from '../../../../models/dequantize.ts';
import { exportOnnx } from '../../../../models/exporters/onnx/export-onnx.ts';
import { atLevel } from '../../../../models/levels/at-level.ts';
import { readOnnx } from '../../../../models/readers/onnx/read-onnx.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

test.each(['fp32', 'q8', 'q4', 'q4i', 'q3'] as const)(
  '%s: read again, the level’s weights',
  async (level) => {
    const stored = tinyLlama(tinyShapes['Qwen2, biases'], level === 'q4' ? 'q4' : 'f32', 5);
    const levelled = atLevel(stored, level);
    const { files, containerBits, isPadded } = await exportOnnx(stored, { level });
    expect(isPadded).toBe(level === 'q3');
    expect(containerBits).toBe({ fp32: 32, q8: 8, q4: 4, q4i: 4, q3: 4 }[level]);
    const whole = files.map(({ path, size, pieces }) => {
      const bytes = new Uint8Array(Buffer.concat([...pieces]));
      expect(bytes.length, path).toBe(size);
      return { path, source: bytesSource(bytes) };
    });
    const [graph] = whole;
    if (!graph) throw new Error('no graph');
    const again = await readOnnx(graph.source, graph.path, (location) => {
      const file = whole.find(({ path }) => path === location);
      return file ? Promise.resolve(file.source) : Promise.reject(new Error(location));
    });
    expect(again.config).toEqual(stored.config);
    for (const name of stored.names) {
      const wanted = dequantize(await levelled.read(name));
      const found = dequantize(await again.read(name));
      const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      wanted.forEach((value, i) => {
        expect(Math.abs(value - (found[i] as number))).toBeLessThanOrEqual(1e-6 * largest);
      });
    }
  },
);
