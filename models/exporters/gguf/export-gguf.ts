import { fail } from '../../../core/errors.ts';
import { dequantize } from '../../dequantize.ts';
import { ggufName } from '../../readers/gguf/gguf-names.ts';
import type { ModelWeights, WeightTensor } from '../../weights.ts';
import { HeaderWriter, type ExportValue } from './header-writer.ts';
import { modelFields } from './model-fields.ts';
import {
  encodeTensor,
  exactType,
  interleaveRotaryRows,
  isExportType,
  typeBytes,
  typeNumber,
  type ExportType,
} from './tensor-bytes.ts';

const alignment = 32;
const frequencies = 'rope_freqs.weight';

export interface GgufExport {
  /** Bytes of the whole file. */
  readonly size: number;
  /** The file in pieces, a tensor at a time. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

export interface GgufExportOptions {
  /** Of the tokenizer (`tokenizerFields`) and whatever else is known: name, licence. */
  readonly fields: ReadonlyMap<string, ExportValue>;
  /** Asked before each tensor; a promise gives the event loop a turn. */
  readonly shouldStop?: () => boolean | Promise<boolean>;
}

interface Planned {
  readonly name: string;
  readonly gguf: string;
  readonly shape: readonly number[];
  readonly type: ExportType;
  readonly offset: number;
  readonly bytes: number;
}

/**
 * A model as a GGUF file, version 3, every weight as it is: F32, F16, BF16, Q8_0, Q4_0 and Q4_1 hold
 * what this app has in those forms, and nothing else is written. Weights are read twice, one tensor in
 * memory at a time: first for their types, then, as the pieces are taken, for their values.
 *
 * @throws catalogued `export-inexact`, `cancelled`, what `weights.read` throws
 */
export async function exportGguf(
  weights: ModelWeights,
  { fields, shouldStop = () => false }: GgufExportOptions,
): Promise<GgufExport> {
  const { config } = weights;
  const factors = scalingTensor(config.ropeFactors);
  const planned: Planned[] = [];
  let end = 0;
  const plan = (name: string, gguf: string, tensor: WeightTensor): void => {
    const isMatrix = tensor.shape.length === 2;
    const type = isMatrix ? exactType(name, tensor) : 'F32';
    if (!isExportType(type)) throw fail('export-inexact', { tensor: name });
    const bytes = typeBytes(
      type,
      tensor.shape.reduce((product, size) => product * size, 1),
    );
    planned.push({ name, gguf, shape: tensor.shape, type, offset: end, bytes });
    end += Math.ceil(bytes / alignment) * alignment;
  };
  if (factors) plan(frequencies, frequencies, factors);
  for (const name of weights.names) {
    if (await shouldStop()) throw fail('cancelled', {});
    plan(name, ggufName(name) ?? name, await weights.read(name));
  }
  const header = writeHeader(planned, new Map([...modelFields(config), ...fields]));
  const bytesOf = async ({ name, shape }: Planned): Promise<Uint8Array> => {
    const tensor = name === frequencies && factors ? factors : await weights.read(name);
    // llama.cpp wants vectors in 32 bits; from 16 that is exact.
    if (shape.length !== 2) return new Uint8Array(dequantize(tensor).buffer);
    const data = encodeTensor(tensor);
    const isRotated =
      config.architecture === 'llama' && /\.self_attn\.[qk]_proj\.weight$/.test(name);
    return isRotated ? interleaveRotaryRows(data, shape[0] as number, config.headSize) : data;
  };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield header;
    for (const tensor of planned) {
      if (await shouldStop()) throw fail('cancelled', {});
      const data = await bytesOf(tensor);
      if (data.length !== tensor.bytes) throw fail('export-inexact', { tensor: tensor.name });
      yield data;
      const padding = Math.ceil(data.length / alignment) * alignment - data.length;
      if (padding > 0) yield new Uint8Array(padding);
    }
  }
  return { size: header.length + end, pieces: pieces() };
}

/** Factors that differ are a tensor of their own; equal ones are linear scaling (`modelFields`). */
function scalingTensor(factors: readonly number[] | undefined): WeightTensor | undefined {
  if (!factors || factors.every((factor) => factor === factors[0])) return undefined;
  const data = new Uint8Array(Float32Array.from(factors).buffer);
  return { encoding: 'f32', shape: [factors.length], data };
}

function writeHeader(
  tensors: readonly Planned[],
  fields: ReadonlyMap<string, ExportValue>,
): Uint8Array {
  const writer = new HeaderWriter();
  writer.u32(0x46554747);
  writer.u32(3);
  writer.u64(tensors.length);
  writer.u64(fields.size);
  for (const [key, value] of fields) writer.pair(key, value);
  for (const { gguf, shape, type, offset } of tensors) {
    writer.string(gguf);
    writer.u32(shape.length);
    for (const size of shape.toReversed()) writer.u64(size);
    writer.u32(typeNumber(type));
    writer.u64(offset);
  }
  writer.pad(alignment);
  return writer.written();
}
