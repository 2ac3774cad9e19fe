import { Tokenizer } from '@huggingface/tokenizers';
import { expect, test } from 'vitest';
import { FeatherweightError } from '../../../../../core/errors.ts';
import { bytesSource } from '../../../../../models/byte-source.ts';
import { configJson, tokenizerConfigJson } from '../../../../../models/readers/gguf/hub-config.ts';
import { readGguf } from '../../../../../models/readers/gguf/read-gguf.ts';
import { tokenizerJson } from '../../../../../models/readers/gguf/tokenizer-json.ts';
import { readTokenizerMetadata } from '../../../../../models/readers/gguf/tokenizer-metadata.ts';
import { writeGguf, type GgufField } from '../../../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama } from '../../../../fixtures/gguf/tiny-llama.ts';

async function rebuild(change: Readonly<Record<string, GgufField>> = {}) {
  const tiny = tinyLlama();
  const file = writeGguf({ ...tiny, metadata: { ...tiny.metadata, ...change } });
  const { metadata } = await readGguf(bytesSource(file), 'tiny.gguf');
  return readTokenizerMetadata(metadata, 'tiny.gguf');
}

async function encode(text: string, change?: Readonly<Record<string, GgufField>>) {
  const metadata = await rebuild(change);
  const json = tokenizerJson(metadata) as object;
  const tokenizer = new Tokenizer(json, tokenizerConfigJson(tinyConfig, metadata) as object);
  return tokenizer.encode(text).tokens;
}

const string = (value: string): GgufField => ({ type: 'string', value });

test('merges by rank, bytes as characters, special tokens whole, digits one by one', async () => {
  expect(await encode('abc ab<|im_end|>é 12')).toEqual([
    ...['abc', 'Ġ', 'ab', '<|im_end|>', 'Ã', '©', 'Ġ', '1', '2'],
  ]);
});

test('a token before every text where the metadata asks for one', async () => {
  const addBos = { 'tokenizer.ggml.add_bos_token': { type: 'bool', value: true } } as const;
  expect(await encode('ab', addBos)).toEqual(['<|im_start|>', 'ab']);
});

test('configuration as the hub has it', async () => {
  const metadata = await rebuild();
  const layout = { dtype: 'q4', graphFile: 'model_q4.onnx', shards: 2 };
  expect(configJson(tinyConfig, metadata, layout)).toMatchObject({
    model_type: 'llama',
    num_key_value_heads: 2,
    rms_norm_eps: 1e-5,
    eos_token_id: 2,
    'transformers.js_config': {
      dtype: 'q4',
      use_external_data_format: { 'model_q4.onnx': 2 },
    },
  });
  expect(tokenizerConfigJson(tinyConfig, metadata)).toMatchObject({
    bos_token: '<|im_start|>',
    eos_token: '<|im_end|>',
    pad_token: null,
    chat_template: expect.stringContaining('<|im_start|>') as string,
  });
});

const strings = (value: readonly string[]): GgufField => ({ type: 'array', of: 'string', value });

test.each([
  ['another tokenizer', 'model-unsupported', { 'tokenizer.ggml.model': string('bert') }],
  ['another pre-tokenizer', 'model-unsupported', { 'tokenizer.ggml.pre': string('tekken') }],
  ['tokens of no type', 'model-file-invalid', { 'tokenizer.ggml.tokens': strings(['a', 'b']) }],
  ['equal tokens', 'model-file-invalid', { 'tokenizer.ggml.tokens': strings(['a', 'a']) }],
  ['a merge of three', 'model-file-invalid', { 'tokenizer.ggml.merges': strings(['a b c']) }],
  ['no merges', 'model-file-invalid', { 'tokenizer.ggml.merges': string('a b') }],
  [
    'an end token beyond the vocabulary',
    'model-file-invalid',
    { 'tokenizer.ggml.eos_token_id': { type: 'u32', value: 2 ** 31 } },
  ],
  [
    'a template that is no text',
    'model-file-invalid',
    { 'tokenizer.chat_template': { type: 'u32', value: 1 } },
  ],
] as const)('%s is refused', async (_, code, change) => {
  const error: unknown = await rebuild(change).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(FeatherweightError);
  expect(error).toMatchObject({ code });
});
