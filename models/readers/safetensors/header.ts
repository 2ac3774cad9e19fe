import { fail, type FeatherweightError } from '../../../core/errors.ts';
import { readExactly, type ByteSource } from '../../byte-source.ts';
import type { FloatTensor } from '../../weights.ts';
import { quoted } from '../quoted.ts';

/** A tensor of a safetensors file, checked against the file. */
export interface SafetensorsEntry {
  readonly name: string;
  /** As the file calls it: `F32`, `BF16`, `I64`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** From the beginning of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** Element types by the format's names, and their bytes. */
const elementBytes: ReadonlyMap<string, number> = new Map([
  ...(['BOOL', 'U8', 'I8', 'F8_E4M3', 'F8_E5M2', 'F8_E8M0'] as const).map((t) => [t, 1] as const),
  ...(['U16', 'I16', 'F16', 'BF16'] as const).map((type) => [type, 2] as const),
  ...(['U32', 'I32', 'F32'] as const).map((type) => [type, 4] as const),
  ...(['U64', 'I64', 'F64', 'C64'] as const).map((type) => [type, 8] as const),
]);

/** Element types whose values are read here. */
export const floatEncodings: ReadonlyMap<string, FloatTensor['encoding']> = new Map([
  ['F32', 'f32'],
  ['F16', 'f16'],
  ['BF16', 'bf16'],
]);

/**
 * Some 20,000 tensors: a header of the format's own limit, 100 MB, would take a multiple of that in
 * memory before it could be refused.
 */
const largestHeader = 2 ** 21;
const mostDimensions = 8;
const mostElements = 2 ** 40;

/**
 * The directory of a safetensors file (https://github.com/huggingface/safetensors, "Format"): a
 * 64-bit length, JSON of that length, then the tensors. Every one lies inside the file, and no two
 * overlap.
 *
 * @returns entries by ascending offset
 * @throws catalogued `model-file-invalid`, `model-file-truncated`
 */
export async function readSafetensorsHeader(
  source: ByteSource,
  fileName: string,
): Promise<readonly SafetensorsEntry[]> {
  const invalid = (reason: string, cause?: unknown): FeatherweightError =>
    fail('model-file-invalid', { file: fileName, format: 'safetensors', reason }, cause);
  if (source.size < 10) throw invalid('too short for a header');
  const start = await readExactly(source, fileName, 0, 8);
  const length = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(largestHeader)) throw invalid(`a header of ${length} bytes`);
  const dataStart = 8 + Number(length);
  const directory = parse(await readExactly(source, fileName, 8, Number(length)), invalid);
  const entries: SafetensorsEntry[] = [];
  for (const [name, value] of Object.entries(directory)) {
    if (name === '__metadata__') continue;
    entries.push(readEntry(name, value, dataStart, invalid));
  }
  entries.sort((a, b) => a.offset - b.offset || a.bytes - b.bytes);
  checkPlaces(entries, dataStart, source.size, fileName, invalid);
  return entries;
}

type Invalid = (reason: string, cause?: unknown) => FeatherweightError;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parse(bytes: Uint8Array, invalid: Invalid): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalid('a header that is no JSON', error);
  }
  if (!isObject(value)) throw invalid('a header that is no object');
  return value;
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function readEntry(
  name: string,
  value: unknown,
  dataStart: number,
  invalid: Invalid,
): SafetensorsEntry {
  const label = `tensor ${quoted(name)}`;
  if (!isObject(value)) throw invalid(`${label} is no object`);
  const { dtype: type, shape, data_offsets: offsets } = value;
  const size = typeof type === 'string' ? elementBytes.get(type) : undefined;
  if (typeof type !== 'string' || size === undefined) {
    throw invalid(`${label} has no known element type`);
  }
  if (!Array.isArray(shape) || shape.length > mostDimensions || !shape.every(isCount)) {
    throw invalid(`${label} has no valid shape`);
  }
  const elements = shape.reduce((product, one) => product * one, 1);
  if (elements > mostElements) throw invalid(`${label} has impossible dimensions`);
  const [begin, end, ...more] = Array.isArray(offsets) ? (offsets as readonly unknown[]) : [];
  if (!isCount(begin) || !isCount(end) || more.length > 0) {
    throw invalid(`${label} has no valid offsets`);
  }
  if (end - begin !== elements * size) {
    throw invalid(`${label} lies in ${end - begin} bytes, not ${elements * size}`);
  }
  return { name, type, shape, offset: dataStart + begin, bytes: end - begin };
}

/** @param entries by ascending offset */
function checkPlaces(
  entries: readonly SafetensorsEntry[],
  dataStart: number,
  fileSize: number,
  file: string,
  invalid: Invalid,
): void {
  let end = dataStart;
  for (const { name, offset, bytes } of entries) {
    const label = `tensor ${quoted(name)}`;
    if (offset < end) throw invalid(`${label} overlaps the one before it`);
    // The format has no gaps; one would be room for what nobody looks at.
    if (offset > end) throw invalid(`${label} lies beyond a gap`);
    end = offset + bytes;
  }
  if (end > fileSize) {
    throw fail('model-file-truncated', { file, expectedBytes: end, actualBytes: fileSize });
  }
  if (end < fileSize) throw invalid(`${fileSize - end} bytes after the last tensor`);
}
