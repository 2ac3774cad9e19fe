import { quoted } from '../quoted.ts';
import type { HeaderBytes } from './header-bytes.ts';
import type { GgufMetadata, GgufNumbers, GgufValue } from './values.ts';

/** Value types of the GGUF specification, version 3 (ggml/docs/gguf.md). */
const boolType = 7;
const stringType = 8;
const arrayType = 9;
/** Arrays within arrays go no deeper: the specification sets no limit, the stack does. */
const deepestArray = 8;

interface NumberType {
  readonly bytes: number;
  readonly view: (buffer: ArrayBuffer) => GgufNumbers;
}

const numberTypes: ReadonlyMap<number, NumberType> = new Map([
  [0, { bytes: 1, view: (buffer: ArrayBuffer) => new Uint8Array(buffer) }],
  [1, { bytes: 1, view: (buffer: ArrayBuffer) => new Int8Array(buffer) }],
  [2, { bytes: 2, view: (buffer: ArrayBuffer) => new Uint16Array(buffer) }],
  [3, { bytes: 2, view: (buffer: ArrayBuffer) => new Int16Array(buffer) }],
  [4, { bytes: 4, view: (buffer: ArrayBuffer) => new Uint32Array(buffer) }],
  [5, { bytes: 4, view: (buffer: ArrayBuffer) => new Int32Array(buffer) }],
  [6, { bytes: 4, view: (buffer: ArrayBuffer) => new Float32Array(buffer) }],
  [boolType, { bytes: 1, view: (buffer: ArrayBuffer) => new Uint8Array(buffer) }],
  [10, { bytes: 8, view: (buffer: ArrayBuffer) => new BigUint64Array(buffer) }],
  [11, { bytes: 8, view: (buffer: ArrayBuffer) => new BigInt64Array(buffer) }],
  [12, { bytes: 8, view: (buffer: ArrayBuffer) => new Float64Array(buffer) }],
]);

/** @param count key-value pairs that the header announces */
export function readMetadata(header: HeaderBytes, count: number): GgufMetadata {
  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < count; i++) {
    const key = header.string();
    if (metadata.has(key)) throw header.invalid(`metadata key ${quoted(key)} twice`);
    metadata.set(key, readValue(header, header.u32(), 0));
  }
  return metadata;
}

function readValue(header: HeaderBytes, type: number, depth: number): GgufValue {
  if (type === stringType) return header.string();
  if (type === arrayType) return readArray(header, depth + 1);
  const value = readNumbers(header, type, 1)[0] as number | bigint;
  if (type === boolType) {
    if (value !== 0 && value !== 1) throw header.invalid(`boolean ${value}`);
    return value === 1;
  }
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

function readArray(header: HeaderBytes, depth: number): GgufValue {
  if (depth > deepestArray) throw header.invalid(`arrays nested more than ${deepestArray} deep`);
  const type = header.u32();
  if (type === stringType) {
    const count = header.count(8, 'array length');
    const strings: string[] = [];
    for (let i = 0; i < count; i++) strings.push(header.string());
    return strings;
  }
  if (type === arrayType) {
    const count = header.count(12, 'array length');
    const arrays: GgufValue[] = [];
    for (let i = 0; i < count; i++) arrays.push(readArray(header, depth + 1));
    return arrays;
  }
  return readNumbers(header, type, header.count(numberType(header, type).bytes, 'array length'));
}

function readNumbers(header: HeaderBytes, type: number, count: number): GgufNumbers {
  const { bytes, view } = numberType(header, type);
  // A copy by constructor: `slice` of a Node Buffer is a view.
  return view(new Uint8Array(header.bytes(count * bytes)).buffer);
}

function numberType(header: HeaderBytes, type: number): NumberType {
  const found = numberTypes.get(type);
  if (!found) throw header.invalid(`metadata value of unknown type ${type}`);
  return found;
}
