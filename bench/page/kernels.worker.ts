import { expose } from 'comlink';
import { formatCodes, formatOf, type Format } from '../../workers/decoders/simd/formats.ts';
import * as L from '../../workers/decoders/simd/kernels/layout.ts';
import { KernelLogitsScan } from '../../workers/decoders/simd/logits-scan.ts';
import { preparedStride } from '../../workers/decoders/simd/memory-plan.ts';
import type { Fields } from '../../workers/decoders/simd/operation-writer.ts';
import { packMatrix, rowsFrom } from '../../workers/decoders/simd/pack.ts';
import type { Tier } from '../../workers/decoders/simd/tier.ts';
import { argmax } from '../../workers/generation/sampler.ts';
import { topIds } from '../../workers/generation/top-candidates.ts';
import { KernelHarness } from '../../test/fixtures/simd/kernel-harness.ts';
import { randomTensor } from '../../test/fixtures/simd/random-tensors.ts';

/** One kernel on one thread, its data in the caches. */
export interface KernelTime {
  readonly kernel: string;
  /** The shortest of many runs: what the kernel takes when nothing disturbs it. */
  readonly microseconds: number;
  /** Multiplications with addition, where that is what the kernel does. */
  readonly multiplyAdds: number;
}

interface Timed {
  readonly kernel: string;
  readonly multiplyAdds: number;
  run(): void;
}

const columns = 576;
const rows = 960;
const tokens = 64;
const formats: readonly Format[] = ['q2', 'q3', 'q4-f16', 'q4-f32', 'q8-f16', 'f32'];
/** Runs of a kernel that are timed together take about this long: the timer steps 5 us. */
const sampleMs = 0.4;

/** The embedded model's shapes: its queries, keys and values, and its attention. */
function prepareKernels(harness: KernelHarness): readonly Timed[] {
  const { control, tier } = harness;
  const stride = preparedStride(columns, tier);
  harness.scratch(columns, 600_000);
  const noise = (count: number) =>
    Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) / 500 - 1);
  const source = harness.write(noise(tokens * columns));
  const norm = harness.write(noise(columns));
  const prepared = harness.allocate(tokens * stride);
  const output = harness.allocate(tokens * rows * 4);
  const timed: Timed[] = [];
  const add = (
    kernel: string,
    count: number,
    fields: Fields,
    multiplyAdds = 0,
    position = 0,
    int8 = false,
  ) => {
    const start = harness.prepare(count, fields);
    timed.push({
      kernel,
      multiplyAdds,
      run: () => {
        control.set(L.POSITION, position);
        control.set(L.KV_INT8, int8 ? 1 : 0);
        start();
      },
    });
  };
  const prepare = (quantize: boolean): Fields => ({
    [L.OP_CODE]: L.OP_PREPARE,
    [L.PREPARE_SOURCE]: source,
    [L.PREPARE_SOURCE_STRIDE]: columns * 4,
    [L.PREPARE_COLUMNS]: columns,
    [L.PREPARE_NORM]: norm,
    [L.PREPARE_TARGET]: prepared,
    [L.PREPARE_TARGET_STRIDE]: stride,
    [L.PREPARE_QUANTIZE]: quantize ? 1 : 0,
  });
  for (const format of formats) {
    const tensor = randomTensor(format, rows, columns, 1);
    const matrix = harness.matrix(formatOf(tensor), rows, columns);
    packMatrix(harness.memory, matrix, format, tensor, rowsFrom(0), tier);
    const multiply: Fields = {
      [L.OP_CODE]: L.OP_MATMUL,
      [L.MATMUL_FORMAT]: formatCodes[format],
      [L.MATMUL_WEIGHTS]: matrix.address,
      [L.MATMUL_GROUPS]: matrix.groups,
      [L.MATMUL_COLUMNS]: columns,
      [L.MATMUL_INPUT]: prepared,
      [L.MATMUL_INPUT_STRIDE]: stride,
      [L.MATMUL_OUTPUT]: output,
      [L.MATMUL_OUTPUT_STRIDE]: rows * 4,
    };
    add(`prepare for ${format}, ${tokens} rows`, tokens, prepare(format !== 'f32'));
    add(`${format}, 1 row`, 1, multiply, rows * columns);
    add(`${format}, ${tokens} rows`, tokens, multiply, tokens * rows * columns);
  }
  addAttention(harness, add, source, output);
  addScans(harness, timed);
  return timed;
}

/** Sampling's, beside what JavaScript takes. */
function addScans(harness: KernelHarness, timed: Timed[]): void {
  const vocabulary = 49_152;
  const noise = Float32Array.from(
    { length: vocabulary },
    (_, i) => ((i * 7919) % vocabulary) / 1e3,
  );
  const logits = harness.floats(harness.write(noise), vocabulary);
  const [maxima, found] = [harness.allocate(noise.byteLength), harness.allocate(noise.byteLength)];
  const scan = new KernelLogitsScan(harness.memory, harness.kernels, { maxima, found });
  const add = (kernel: string, run: () => unknown) => timed.push({ kernel, multiplyAdds: 0, run });
  add('argmax of 49,152', () => scan.argmax(logits));
  add('argmax of 49,152, JavaScript', () => argmax(logits));
  add('50 largest of 49,152', () => scan.largest(logits, 50));
  add('50 largest of 49,152, JavaScript', () => topIds(logits, 50));
}

function addAttention(
  harness: KernelHarness,
  add: (
    kernel: string,
    count: number,
    fields: Fields,
    work: number,
    position: number,
    int8?: boolean,
  ) => void,
  queries: number,
  output: number,
): void {
  const { control } = harness;
  const [heads, kvHeads, headSize, capacity] = [9, 3, 64, 1024];
  control.set(L.HEADS, heads);
  control.set(L.KV_HEADS, kvHeads);
  control.set(L.HEAD_SIZE, headSize);
  control.set(L.CAPACITY, capacity);
  control.set(L.PARTIALS, harness.allocate(heads * (capacity / 128) * (headSize + 4) * 4));
  const cache = kvHeads * capacity * headSize;
  const random = Float32Array.from({ length: cache }, (_, i) => ((i * 7919) % 1000) / 500 - 1);
  const fields = {
    [L.OP_CODE]: L.OP_ATTEND,
    [L.ATTEND_ROWS]: queries,
    [L.ATTEND_STRIDE]: heads * headSize * 4,
    [L.ATTEND_KEYS]: harness.write(random),
    [L.ATTEND_VALUES]: harness.write(random),
    [L.ATTEND_OUTPUT]: output,
    [L.ATTEND_OUTPUT_STRIDE]: heads * headSize * 4,
  };
  const work = (positions: number) => positions * heads * headSize * 2;
  const half = tokens / 2;
  add(`attention, ${tokens} rows at 384`, tokens, fields, tokens * work(384 + half), 384);
  add('attention, 1 row at 1000', 1, { ...fields, [L.ATTEND_PARTIAL]: 1 }, work(1000), 1000);
  const scales = harness.write(new Float32Array(kvHeads * capacity).fill(1 / 64));
  const int8 = { ...fields, [L.ATTEND_KEY_SCALES]: scales, [L.ATTEND_VALUE_SCALES]: scales };
  const count = tokens * work(384 + half);
  add(`attention, int8, ${tokens} rows at 384`, tokens, int8, count, 384, true);
  add(
    'attention, int8, 1 row at 1000',
    1,
    { ...int8, [L.ATTEND_PARTIAL]: 1 },
    work(1000),
    1000,
    true,
  );
}

/** @param only kernels whose name contains it */
async function measure(tier: Tier, seconds: number, only: string): Promise<readonly KernelTime[]> {
  const timed = prepareKernels(await KernelHarness.open(tier)).map((kernel) => ({
    ...kernel,
    best: Infinity,
    repeats: 1,
  }));
  const chosen = timed.filter(({ kernel }) => kernel.includes(only));
  const end = performance.now() + 1000 * seconds;
  while (performance.now() < end) {
    for (const entry of chosen) {
      for (let turn = 0; turn < 4; turn++) {
        const start = performance.now();
        for (let i = 0; i < entry.repeats; i++) entry.run();
        const spent = (performance.now() - start) / entry.repeats;
        entry.best = Math.min(entry.best, spent);
        entry.repeats = Math.max(entry.repeats, Math.ceil(sampleMs / Math.max(spent, 0.001)));
      }
    }
  }
  return chosen.map(({ kernel, multiplyAdds, best }) => ({
    kernel,
    multiplyAdds,
    microseconds: 1000 * best,
  }));
}

const api = { measure };
export type KernelsApi = typeof api;
expose(api);
