import { expect, test } from 'vitest';
import { FeatherweightError, type ErrorCode } from '../../../../../core/errors.ts';
import { bytesSource, type ByteSource } from '../../../../../models/byte-source.ts';
import { readGguf } from '../../../../../models/readers/gguf/read-gguf.ts';
import { readTokenizerMetadata } from '../../../../../models/readers/gguf/tokenizer-metadata.ts';
import {
  writeGguf,
  type GgufFile,
  type GgufTensor,
} from '../../../../fixtures/gguf/gguf-writer.ts';
import { randomBytes, tinyLlama } from '../../../../fixtures/gguf/tiny-llama.ts';

const tiny = tinyLlama();
const good = writeGguf(tiny);

/** Fails the test when a reader asks for what isn't there. */
function strictSource(file: Uint8Array): ByteSource {
  const source = bytesSource(file);
  return {
    size: source.size,
    read: (offset, length) => {
      expect(length).toBeLessThanOrEqual(file.byteLength);
      return source.read(offset, length);
    },
  };
}

async function readAll(file: Uint8Array): Promise<void> {
  const { weights, metadata } = await readGguf(strictSource(file), 'hostile.gguf');
  for (const name of weights.names) await weights.read(name);
  readTokenizerMetadata(metadata, 'hostile.gguf');
}

/** The code with which a file is refused, or `undefined`; anything uncatalogued fails the test. */
async function refusal(file: Uint8Array): Promise<ErrorCode | undefined> {
  try {
    await readAll(file);
    return undefined;
  } catch (error) {
    if (error instanceof FeatherweightError) return error.code;
    throw error;
  }
}

const withMetadata = (metadata: GgufFile['metadata']): Uint8Array =>
  writeGguf({ ...tiny, metadata: { ...tiny.metadata, ...metadata } });

const withTensor = (name: string, change: Partial<GgufTensor>): Uint8Array =>
  writeGguf({
    ...tiny,
    tensors: tiny.tensors.map((tensor) =>
      tensor.name === name ? { ...tensor, ...change } : tensor,
    ),
  });

/** Position just after the tensor's name in the directory. */
function entryOf(file: Uint8Array, name: string): number {
  const at = Buffer.from(file).indexOf(name);
  expect(at).toBeGreaterThan(0);
  return at + name.length;
}

function patched(at: number, bytes: number, value: bigint): Uint8Array {
  const file = good.slice();
  const view = new DataView(file.buffer);
  if (bytes === 8) view.setBigUint64(at, value, true);
  else view.setUint32(at, Number(value), true);
  return file;
}

test('the untouched file is read', async () => {
  expect(await refusal(good)).toBeUndefined();
});

test('not a GGUF at all', async () => {
  expect(await refusal(new Uint8Array())).toBe('model-file-invalid');
  expect(await refusal(new TextEncoder().encode('<!doctype html>'))).toBe('model-file-invalid');
  expect(await refusal(patched(4, 4, 1n))).toBe('model-unsupported');
  expect(await refusal(patched(4, 4, 0x03000000n))).toBe('model-unsupported');
});

test('counts and lengths beyond the file', async () => {
  for (const value of [2n ** 63n, 2n ** 32n, BigInt(good.byteLength)]) {
    expect(await refusal(patched(8, 8, value))).toBe('model-file-invalid');
    expect(await refusal(patched(16, 8, value))).toBe('model-file-invalid');
    expect(await refusal(patched(24, 8, value))).toBe('model-file-invalid');
  }
});

test('an array length beyond the file', async () => {
  const at = entryOf(good, 'tokenizer.ggml.token_type') + 8;
  expect(await refusal(patched(at, 8, 2n ** 62n))).toBe('model-file-invalid');
});

test('arrays nested without end', async () => {
  const at = entryOf(good, 'tokenizer.ggml.tokens') + 4;
  const file = good.slice();
  const view = new DataView(file.buffer);
  for (let position = at; position + 12 < file.byteLength; position += 12) {
    view.setUint32(position, 9, true);
    view.setBigUint64(position + 4, 1n, true);
  }
  expect(await refusal(file)).toBe('model-file-invalid');
});

test('dimensions: none, zero, huge, overflowing, too many', async () => {
  const entry = entryOf(good, 'blk.0.attn_q.weight');
  expect(await refusal(patched(entry, 4, 0n))).toBe('model-file-invalid');
  expect(await refusal(patched(entry, 4, 5n))).toBe('model-file-invalid');
  for (const size of [0n, 2n ** 62n, 2n ** 64n - 32n]) {
    expect(await refusal(patched(entry + 4, 8, size))).toBe('model-file-invalid');
    expect(await refusal(patched(entry + 12, 8, size))).toBe('model-file-invalid');
  }
  const wrong = withTensor('blk.0.attn_q.weight', { shape: [32, 128] });
  expect(await refusal(wrong)).toBe('model-file-invalid');
});

test('rows that do not hold whole blocks', async () => {
  const shape = [128, 32 + 1];
  expect(await refusal(withTensor('blk.0.attn_q.weight', { shape }))).toBe('model-file-invalid');
});

test('offsets: overlapping, misaligned, outside', async () => {
  const offset = entryOf(good, 'blk.0.attn_q.weight') + 4 + 16 + 4;
  expect(await refusal(patched(offset, 8, 0n))).toBe('model-file-invalid');
  const own = new DataView(good.buffer).getBigUint64(offset, true);
  expect(await refusal(patched(offset, 8, own + 8n))).toBe('model-file-invalid');
  for (const value of [2n ** 40n, 2n ** 63n, 2n ** 64n - 32n]) {
    expect(await refusal(patched(offset, 8, value))).toBe('model-file-invalid');
  }
});

test('alignment', async () => {
  for (const value of [0, 1, 48, 2 ** 31]) {
    const file = withMetadata({ 'general.alignment': { type: 'u32', value } });
    expect(await refusal(file)).toBe('model-file-invalid');
  }
  const text = withMetadata({ 'general.alignment': { type: 'string', value: '32' } });
  expect(await refusal(text)).toBe('model-file-invalid');
});

test('duplicate, missing and superfluous tensors', async () => {
  expect(await refusal(withTensor('blk.0.attn_q.weight', { name: 'blk.0.attn_k.weight' }))).toBe(
    'model-file-invalid',
  );
  expect(await refusal(withTensor('blk.0.attn_q.weight', { name: 'blk.0.attn_rot_embd' }))).toBe(
    'model-unsupported',
  );
  const tensors = tiny.tensors.filter(({ name }) => name !== 'output_norm.weight');
  expect(await refusal(writeGguf({ ...tiny, tensors }))).toBe('model-file-invalid');
});

test('unknown tensor types and architectures', async () => {
  expect(await refusal(withTensor('blk.0.attn_q.weight', { type: 16 }))).toBe('model-unsupported');
  const other = withMetadata({ 'general.architecture': { type: 'string', value: 'mamba' } });
  expect(await refusal(other)).toBe('model-architecture-unknown');
});

test('configurations that make no sense or that the decoders do not compute', async () => {
  const u32 = (value: number) => ({ type: 'u32', value }) as const;
  for (const [key, value] of [
    ['llama.block_count', 0],
    ['llama.block_count', 2 ** 32 - 1],
    ['llama.embedding_length', 2 ** 31],
    ['llama.attention.head_count', 0],
    ['llama.attention.head_count_kv', 3],
    ['llama.context_length', 0],
  ] as const) {
    expect(await refusal(withMetadata({ [key]: u32(value) }))).toBe('model-file-invalid');
  }
  expect(await refusal(withMetadata({ 'llama.expert_count': u32(8) }))).toBe('model-unsupported');
  expect(
    await refusal(withMetadata({ 'llama.rope.scaling.type': { type: 'string', value: 'yarn' } })),
  ).toBe('model-unsupported');
  expect(await refusal(withMetadata({ 'llama.rope.freq_base': { type: 'f32', value: NaN } }))).toBe(
    'model-file-invalid',
  );
});

test('a file cut off in its data says how long it should be', async () => {
  const cut = good.subarray(0, good.byteLength - 512);
  await expect(readAll(cut)).rejects.toMatchObject({
    failure: {
      code: 'model-file-truncated',
      parameters: { expectedBytes: good.byteLength, actualBytes: cut.byteLength },
    },
  });
});

test('a file cut off anywhere is refused', async () => {
  for (let length = 0; length < good.byteLength; length += 997) {
    expect(await refusal(good.subarray(0, length))).toMatch(/^model-file-(invalid|truncated)$/);
  }
});

test('a file that shrinks while it is read', async () => {
  const source = bytesSource(good);
  let reads = 0;
  const shrinking: ByteSource = {
    size: source.size,
    read: (offset, length) => source.read(offset, reads++ === 0 ? length : length >> 1),
  };
  const { weights } = await readGguf(shrinking, 'shrinking.gguf');
  await expect(weights.read('model.norm.weight')).rejects.toMatchObject({
    code: 'model-file-truncated',
  });
});

test('hundreds of random changes to the header: read or refused, never worse', async () => {
  const random = randomBytes(7);
  const headerBytes =
    good.byteLength - tiny.tensors.reduce((sum, { data }) => sum + data.length, 0);
  const codes = new Set<ErrorCode | undefined>();
  for (let i = 0; i < 400; i++) {
    const file = good.slice();
    for (let change = 0; change <= i % 3; change++) {
      const at = ((random() << 16) | (random() << 8) | random()) % headerBytes;
      file[at] = random() < 100 ? 255 : random();
    }
    codes.add(await refusal(file));
  }
  expect(codes).toContain('model-file-invalid');
});
