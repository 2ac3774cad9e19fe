import { fail } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import { readExactly, type ByteSource } from '../byte-source.ts';
import type { LlamaConfig, ModelWeights, WeightTensor } from '../weights.ts';
import {
  layoutBytes,
  layoutOf,
  tensorBytes,
  tensorFrom,
  type TensorLayout,
} from './stored-tensor.ts';

/**
 * A level as a file, so that it is made once:
 *
 * - 128 bytes: `FWLEVEL` and a zero byte; version, u32; length of the directory, u32; its offset, f64;
 *   8 zeros; the directory's digest, 64 characters. Written last, so that a file that was not finished
 *   has none.
 * - tensors, each at a multiple of 64
 * - the directory: JSON, UTF-8, `Directory` below
 *
 * All numbers are little-endian. Digests are SHA-256 in hexadecimal.
 */
const levelFileVersion = 1;

const magic = new TextEncoder().encode('FWLEVEL\0');
const headerBytes = 128;
const digestAt = 32;
const digestLength = 64;
const alignment = 64;

interface StoredTensor {
  readonly name: string;
  readonly offset: number;
  readonly digest: string;
  readonly layout: TensorLayout;
}

interface Directory extends LevelIdentity {
  readonly tensors: readonly StoredTensor[];
}

/** SHA-256 in lower-case hexadecimal. */
export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** Takes bytes at an offset of a file that begins empty. */
export interface LevelSink {
  write(offset: number, bytes: Uint8Array<ArrayBuffer>): void;
}

export interface LevelIdentity {
  readonly level: LevelId;
  /** What the level was made from and how: a file of another key is not to be used. */
  readonly key: string;
  readonly config: LlamaConfig;
}

/** Writes a level's tensors as they are made, in any order, one in memory at a time. */
export class LevelWriter {
  readonly #sink: LevelSink;
  readonly #identity: LevelIdentity;
  readonly #digest: Digest;
  readonly #tensors: StoredTensor[] = [];
  #end = headerBytes;

  constructor(sink: LevelSink, identity: LevelIdentity, digest: Digest) {
    this.#sink = sink;
    this.#identity = identity;
    this.#digest = digest;
  }

  /** @throws what the sink throws */
  async add(name: string, tensor: WeightTensor): Promise<void> {
    const bytes = tensorBytes(tensor);
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#sink.write(offset, bytes);
    this.#end = offset + bytes.byteLength;
    const digest = await this.#digest(bytes);
    this.#tensors.push({ name, offset, digest, layout: layoutOf(tensor) });
  }

  /**
   * Makes the file whole.
   *
   * @returns its bytes
   * @throws what the sink throws
   */
  async finish(): Promise<number> {
    const directory: Directory = { ...this.#identity, tensors: this.#tensors };
    const text = new TextEncoder().encode(JSON.stringify(directory));
    this.#sink.write(this.#end, text);
    this.#sink.write(0, header(this.#end, text.byteLength, await this.#digest(text)));
    return this.#end + text.byteLength;
  }
}

function header(offset: number, length: number, digest: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(headerBytes);
  bytes.set(magic);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, levelFileVersion, true);
  view.setUint32(12, length, true);
  view.setFloat64(16, offset, true);
  bytes.set(new TextEncoder().encode(digest), digestAt);
  return bytes;
}

/** A level that was read from a file. */
export interface StoredLevel {
  readonly level: LevelId;
  readonly key: string;
  readonly weights: ModelWeights;
}

/**
 * Reads a level file. All its bytes are checked, a tensor at a time; weights are read again, from
 * `source`, when they are wanted.
 *
 * @param fileName as it is to be named to a person
 * @throws `model-file-truncated`, `model-file-altered`, `model-file-invalid`; what `source` throws
 */
export async function openLevel(
  source: ByteSource,
  fileName: string,
  digest: Digest,
): Promise<StoredLevel> {
  const { level, key, config, tensors } = await readDirectory(source, fileName, digest);
  const read = ({ offset, layout }: StoredTensor): Promise<Uint8Array> =>
    readExactly(source, fileName, offset, layoutBytes(layout));
  for (const tensor of tensors)
    if ((await digest(new Uint8Array(await read(tensor)))) !== tensor.digest)
      throw fail('model-file-altered', { file: fileName });
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const weights: ModelWeights = {
    config,
    names: [...byName.keys()],
    read: async (name) => {
      const tensor = byName.get(name);
      if (!tensor) throw invalid(fileName, `no tensor ${name}`);
      return tensorFrom(tensor.layout, await read(tensor));
    },
  };
  return { level, key, weights };
}

async function readDirectory(
  source: ByteSource,
  fileName: string,
  digest: Digest,
): Promise<Directory> {
  const head = await readExactly(source, fileName, 0, headerBytes);
  if (magic.some((byte, i) => head[i] !== byte))
    throw invalid(fileName, 'no level file, or unfinished');
  const view = new DataView(head.buffer, head.byteOffset, headerBytes);
  const version = view.getUint32(8, true);
  if (version !== levelFileVersion) throw invalid(fileName, `version ${version}`);
  const offset = view.getFloat64(16, true);
  const length = view.getUint32(12, true);
  if (!Number.isSafeInteger(offset) || offset < headerBytes)
    throw invalid(fileName, `a directory at ${offset}`);
  const text = new Uint8Array(await readExactly(source, fileName, offset, length));
  if (
    (await digest(text)) !==
    new TextDecoder().decode(head.subarray(digestAt, digestAt + digestLength))
  )
    throw fail('model-file-altered', { file: fileName });
  // As it was written, which the digest has shown.
  return JSON.parse(new TextDecoder().decode(text)) as Directory;
}

const invalid = (file: string, reason: string) =>
  fail('model-file-invalid', { file, format: 'level', reason });
