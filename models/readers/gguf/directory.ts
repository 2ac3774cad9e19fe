import { fail } from '../../../core/errors.ts';
import type { ByteSource } from '../../byte-source.ts';
import { quoted } from '../quoted.ts';
import { parseHeader, type HeaderBytes } from './header-bytes.ts';
import { readMetadata } from './metadata.ts';
import type { GgufDirectory, GgufMetadata, GgufTensorEntry, GgufTensorType } from './values.ts';

/** ggml type number, weights in a block, bytes of a block (ggml/src/ggml-common.h). */
const tensorTypes: ReadonlyMap<
  number,
  { readonly type: GgufTensorType; readonly blockSize: number; readonly blockBytes: number }
> = new Map([
  [0, { type: 'F32', blockSize: 1, blockBytes: 4 }],
  [1, { type: 'F16', blockSize: 1, blockBytes: 2 }],
  [2, { type: 'Q4_0', blockSize: 32, blockBytes: 18 }],
  [3, { type: 'Q4_1', blockSize: 32, blockBytes: 20 }],
  [6, { type: 'Q5_0', blockSize: 32, blockBytes: 22 }],
  [7, { type: 'Q5_1', blockSize: 32, blockBytes: 24 }],
  [8, { type: 'Q8_0', blockSize: 32, blockBytes: 34 }],
  [10, { type: 'Q2_K', blockSize: 256, blockBytes: 84 }],
  [11, { type: 'Q3_K', blockSize: 256, blockBytes: 110 }],
  [12, { type: 'Q4_K', blockSize: 256, blockBytes: 144 }],
  [13, { type: 'Q5_K', blockSize: 256, blockBytes: 176 }],
  [14, { type: 'Q6_K', blockSize: 256, blockBytes: 210 }],
  [30, { type: 'BF16', blockSize: 1, blockBytes: 2 }],
]);

const mostDimensions = 4;
/** Far more weights than a tensor of any model has, far fewer than where sizes lose precision. */
const mostElements = 2n ** 40n;
/** Name length, dimension count, one dimension, type, offset. */
const smallestEntry = 8 + 4 + 8 + 4 + 8;
/** Key length, type, a value of one byte. */
const smallestPair = 8 + 4 + 1;

/**
 * Metadata and tensor directory of a GGUF file, versions 2 and 3 (ggml/docs/gguf.md), checked so
 * that every tensor lies inside the file and no two overlap.
 *
 * @throws catalogued `model-file-invalid`, `model-file-truncated`, `model-unsupported`
 */
export function readDirectory(source: ByteSource, fileName: string): Promise<GgufDirectory> {
  return parseHeader(source, fileName, (header) => parseDirectory(header, source.size));
}

function parseDirectory(header: HeaderBytes, fileSize: number): GgufDirectory {
  if (fileSize < 4 || header.u32() !== 0x46554747) {
    throw header.invalid('does not begin with "GGUF"');
  }
  const version = header.u32();
  if (version !== 2 && version !== 3) {
    const swapped = version === 0x02000000 || version === 0x03000000;
    throw fail('model-unsupported', {
      file: header.fileName,
      reason: swapped ? 'big-endian GGUF' : `GGUF version ${version}`,
    });
  }
  const tensorCount = header.count(smallestEntry, 'tensor count');
  const pairCount = header.count(smallestPair, 'metadata count');
  const metadata = readMetadata(header, pairCount);
  const entries: GgufTensorEntry[] = [];
  const names = new Set<string>();
  for (let i = 0; i < tensorCount; i++) {
    const entry = readEntry(header);
    if (names.has(entry.name)) throw header.invalid(`tensor ${quoted(entry.name)} twice`);
    names.add(entry.name);
    entries.push(entry);
  }
  const alignment = readAlignment(header, metadata);
  const dataStart = Math.ceil(header.position / alignment) * alignment;
  const tensors = entries
    .map((entry) => ({ ...entry, offset: dataStart + entry.offset }))
    .sort((a, b) => a.offset - b.offset);
  checkPlaces(header, tensors, { alignment, dataStart, fileSize });
  return { metadata, tensors };
}

function readAlignment(header: HeaderBytes, metadata: GgufMetadata): number {
  const alignment = metadata.get('general.alignment') ?? 32;
  if (typeof alignment !== 'number' || alignment < 8 || alignment > 2 ** 20) {
    throw header.invalid('alignment is not a number from 8 to 2^20');
  }
  if ((alignment & (alignment - 1)) !== 0 || !Number.isInteger(alignment)) {
    throw header.invalid(`alignment ${alignment} is not a power of two`);
  }
  return alignment;
}

/** An entry whose offset still counts from the beginning of the data. */
function readEntry(header: HeaderBytes): GgufTensorEntry {
  const name = header.string();
  const label = `tensor ${quoted(name)}`;
  const dimensions = header.u32();
  if (dimensions < 1 || dimensions > mostDimensions) {
    throw header.invalid(`${label} has ${dimensions} dimensions`);
  }
  const shape: number[] = [];
  let elements = 1n;
  for (let i = 0; i < dimensions; i++) {
    const size = header.u64();
    elements *= size;
    if (size === 0n || elements > mostElements) {
      throw header.invalid(`${label} has an impossible dimension ${size}`);
    }
    shape.unshift(Number(size));
  }
  const typeNumber = header.u32();
  const found = tensorTypes.get(typeNumber);
  if (!found) {
    const known = [...tensorTypes.values()].map(({ type }) => type).join(', ');
    const reason = `${label} has ggml type ${typeNumber}, which is not one of ${known}`;
    throw fail('model-unsupported', { file: header.fileName, reason });
  }
  const offset = header.u64();
  if (offset > BigInt(Number.MAX_SAFE_INTEGER) / 4n) {
    throw header.invalid(`${label} lies at ${offset}`);
  }
  const { type, blockSize, blockBytes } = found;
  const columns = shape.at(-1) as number;
  if (columns % blockSize !== 0) {
    throw header.invalid(`${label} has rows of ${columns}, no multiple of ${blockSize}`);
  }
  const bytes = (Number(elements) / blockSize) * blockBytes;
  return { name, type, shape, offset: Number(offset), bytes };
}

interface DataRegion {
  readonly alignment: number;
  readonly dataStart: number;
  readonly fileSize: number;
}

/** @param tensors by ascending offset from the beginning of the file */
function checkPlaces(
  header: HeaderBytes,
  tensors: readonly GgufTensorEntry[],
  { alignment, dataStart, fileSize }: DataRegion,
): void {
  let end = dataStart;
  let gapless = true;
  for (const { name, offset, bytes } of tensors) {
    const label = `tensor ${quoted(name)}`;
    if (offset % alignment !== 0) throw header.invalid(`${label} is not aligned to ${alignment}`);
    if (offset < end) throw header.invalid(`${label} overlaps the one before it`);
    gapless &&= offset < end + alignment;
    end = offset + bytes;
  }
  if (end <= fileSize) return;
  // Writers leave no gaps: with one, it is the directory that is wrong, and not the file too short.
  if (!gapless) throw header.invalid('a tensor lies beyond the end of the file');
  throw fail('model-file-truncated', {
    file: header.fileName,
    expectedBytes: end,
    actualBytes: fileSize,
  });
}
