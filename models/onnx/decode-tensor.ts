import { readElementType } from './element-type.ts';
import { tensorBytes, type ElementType, type OnnxTensor, type OnnxTensorData } from './messages.ts';
import type { WireReader } from './wire-reader.ts';

interface TypedValues {
  readonly floats: number[];
  readonly doubles: number[];
  /** From `int32_data`, `int64_data` and `uint64_data`. */
  readonly ints: bigint[];
}

/**
 * Reads a TensorProto. Sizes are checked before anything is allocated from them.
 *
 * @throws `model-file-invalid`
 */
export function decodeTensor(reader: WireReader): OnnxTensor {
  let name = '';
  let type: ElementType | undefined;
  let raw: Uint8Array | undefined;
  let isExternal = false;
  const shape: number[] = [];
  const external = new Map<string, string>();
  const values: TypedValues = { floats: [], doubles: [], ints: [] };
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) reader.pushSize(shape);
    else if (field === 2) type = readElementType(reader);
    else if (field === 4) reader.pushFloat(values.floats);
    else if (field === 5 || field === 7 || field === 11) reader.pushInt64(values.ints);
    else if (field === 8) name = reader.string();
    else if (field === 9) raw = reader.bytes();
    else if (field === 10) reader.pushDouble(values.doubles);
    else if (field === 13) readExternalEntry(reader.message(), external);
    else if (field === 14) isExternal = reader.size() === 1;
    else reader.skip();
  }
  if (!type) throw reader.invalid(`tensor ${name} has no type`);
  const expected = tensorBytes(type, shape);
  if (!Number.isSafeInteger(expected)) throw reader.invalid(`tensor ${name} is too large`);
  if (isExternal) {
    return { name, type, shape, data: readExternal(reader, name, external, expected) };
  }
  const bytes = raw ?? packValues(type, values);
  if (bytes.length !== expected) {
    throw reader.invalid(`tensor ${name} has ${bytes.length} bytes, its shape needs ${expected}`);
  }
  return { name, type, shape, data: { kind: 'inline', bytes } };
}

function readExternalEntry(reader: WireReader, into: Map<string, string>): void {
  let key = '';
  let value = '';
  for (let field = reader.next(); field !== undefined; field = reader.next()) {
    if (field === 1) key = reader.string();
    else if (field === 2) value = reader.string();
    else reader.skip();
  }
  into.set(key, value);
}

function readExternal(
  reader: WireReader,
  name: string,
  entries: ReadonlyMap<string, string>,
  expected: number,
): OnnxTensorData {
  const location = entries.get('location') ?? '';
  if (!isPathBelow(location))
    throw reader.invalid(`tensor ${name} lies outside the model's folder`);
  const offset = decimal(reader, name, entries.get('offset') ?? '0');
  const lengthText = entries.get('length');
  if (lengthText === undefined) return { kind: 'external', location, offset };
  const length = decimal(reader, name, lengthText);
  if (length !== expected) {
    throw reader.invalid(`tensor ${name} has ${length} bytes, its shape needs ${expected}`);
  }
  return { kind: 'external', location, offset, length };
}

/** Relative, and without a way up: an external file lies beside the model or below it. */
const isPathBelow = (path: string): boolean =>
  path !== '' &&
  !/^[/\\]|[\\:]/.test(path) &&
  path.split('/').every((part) => part !== '..' && part !== '');

function decimal(reader: WireReader, name: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw reader.invalid(`tensor ${name} has no valid place`);
  return value;
}

/** Values from the typed fields as little-endian bytes. Half floats come as their bits in `int32_data`. */
function packValues(type: ElementType, { floats, doubles, ints }: TypedValues): Uint8Array {
  const bytesOf = (view: ArrayBufferView): Uint8Array =>
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  switch (type) {
    case 'float':
      return bytesOf(Float32Array.from(floats));
    case 'double':
      return bytesOf(Float64Array.from(doubles));
    case 'int64':
      return bytesOf(BigInt64Array.from(ints));
    case 'uint64':
      return bytesOf(BigUint64Array.from(ints, (value) => BigInt.asUintN(64, value)));
    case 'int32':
      return bytesOf(Int32Array.from(ints, Number));
    case 'uint32':
      return bytesOf(Uint32Array.from(ints, Number));
    case 'int16':
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return bytesOf(Uint16Array.from(ints, Number));
    case 'int8':
    case 'uint8':
    case 'bool':
    case 'uint4':
    case 'int4':
      return Uint8Array.from(ints, Number);
  }
}
