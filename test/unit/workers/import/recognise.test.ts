import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytesSource } from '../../../../models/byte-source.ts';
import { buildOnnx } from '../../../../models/graph/build.ts';
import { recognise } from '../../../../workers/import/recognise.ts';
import type { RecognisedModel } from '../../../../workers/import/recognition.ts';
import { formatOfFile } from '../../../../workers/import/stored-model.ts';
import { writeGguf } from '../../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama as tinyGguf } from '../../../fixtures/gguf/tiny-llama.ts';
import { plainDecoder } from '../../../fixtures/models/plain-decoder.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const file = (name: string, data: Uint8Array | string) => ({
  name,
  source: bytesSource(typeof data === 'string' ? new TextEncoder().encode(data) : data),
});
const fixture = (path: string) =>
  file(
    path,
    new Uint8Array(
      readFileSync(new URL(`../../../fixtures/architectures/${path}`, import.meta.url)),
    ),
  );

const embedded = new URL('../../../../models/smollm2-135m-instruct/', import.meta.url);
const tokenizerFiles = (folder: string) =>
  ['tokenizer.json', 'tokenizer_config.json'].map((name) =>
    file(folder + name, new Uint8Array(readFileSync(new URL(name, embedded)))),
  );
const config = (change: object = {}) =>
  JSON.stringify({
    ...{ model_type: 'llama', vocab_size: 160, max_position_embeddings: 64, hidden_size: 64 },
    ...{ num_attention_heads: 4, num_key_value_heads: 2, num_hidden_layers: 2 },
    ...change,
  });

async function only(files: Parameters<typeof recognise>[0]): Promise<RecognisedModel> {
  const found = await recognise(files);
  expect(found).toHaveLength(1);
  const [first] = found;
  if (first?.kind !== 'model') throw new Error(JSON.stringify(first));
  return first.model;
}

const runsOn = ({ engines }: RecognisedModel) =>
  engines.filter(({ obstacle }) => !obstacle).map(({ engine }) => engine);

test('a GGUF file, whatever it is called', async () => {
  const gguf = tinyGguf();
  const metadata = {
    ...gguf.metadata,
    'general.name': { type: 'string', value: 'Tiny' },
    'general.license': { type: 'string', value: 'apache-2.0' },
  } as const;
  const model = await only([file('download.bin', writeGguf({ ...gguf, metadata }))]);
  expect(model).toMatchObject({
    format: 'gguf',
    main: 'download.bin',
    files: ['download.bin'],
    displayName: 'Tiny',
    level: 'q4',
    convertedTypes: [],
    tokenizer: 'byte-level',
    facts: {
      ...{ architecture: 'llama', licence: 'apache-2.0', contextLimit: 128, vocabularySize: 288 },
      ...{ hasChatTemplate: true, quantization: 'Q4_1' },
    },
  });
  expect(model.types.map(({ type }) => type)).toEqual(['Q4_1', 'Q8_0', 'F32']);
  expect(model.facts.parameters).toBe(model.types.reduce((sum, { weights }) => sum + weights, 0));
  expect(runsOn(model)).toEqual(['simd', 'wasm', 'webgpu']);
});

test('a checkpoint in shards, with its licence from the model card', async () => {
  const shards = [1, 2].map((i) => fixture(`llama/model-0000${i}-of-00002.safetensors`));
  const rest = [
    fixture('llama/config.json'),
    fixture('llama/model.safetensors.index.json'),
    ...tokenizerFiles('llama/'),
    file('llama/README.md', '---\nlanguage: en\nlicense: mit\n---\n# Tiny'),
  ];
  const model = await only([...shards, ...rest]);
  expect(model).toMatchObject({
    format: 'safetensors',
    main: 'llama/model.safetensors.index.json',
    displayName: 'llama',
    level: 'fp32',
    facts: { architecture: 'llama', licence: 'mit', contextLimit: 128 },
  });
  expect(model.files).toHaveLength(6);
  expect(await recognise([...shards.slice(1), ...rest])).toMatchObject([
    { kind: 'refused', failure: { code: 'model-file-missing' } },
  ]);
  expect(await recognise(shards)).toMatchObject([
    { kind: 'refused', failure: { code: 'model-file-missing' } },
  ]);
});

test('ONNX of known layers runs everywhere, other decoders with hub names on onnxruntime', async () => {
  const weights = tinyLlama(tinyShapes['grouped 4/2, separate head'], 'q4', 1);
  const files = await buildOnnx(weights, { level: 'q4', form: 'as-shipped', target: 'wasm' });
  const around = [...tokenizerFiles('m/'), file('m/config.json', config())];
  const known = await only([
    file('m/onnx/model_q4.onnx', files.model),
    ...files.external.map(({ path, data }) => file(`m/onnx/${path}`, data)),
    ...around,
  ]);
  expect(known).toMatchObject({ format: 'onnx', level: 'q4', displayName: 'm' });
  expect(runsOn(known)).toEqual(['simd', 'wasm', 'webgpu']);

  const plain = await plainDecoder(weights, {});
  const other = await only([
    file('m/onnx/model.onnx', plain.model),
    ...plain.external.map(({ path, data }) => file(`m/onnx/${path}`, data)),
    ...around,
  ]);
  expect(runsOn(other)).toEqual(['wasm', 'webgpu']);
  expect(other.engines[0]?.obstacle?.code).toBe('model-unsupported');

  expect(await recognise([file('m/onnx/model_q4.onnx', files.model), ...around])).toMatchObject([
    { kind: 'refused', failure: { code: 'model-file-missing' } },
  ]);
  const without = [
    file('model.onnx', plain.model),
    ...plain.external.map(({ path, data }) => file(path, data)),
  ];
  expect(await recognise(without)).toMatchObject([
    {
      kind: 'refused',
      failure: { code: 'model-file-missing', parameters: { file: 'config.json' } },
    },
  ]);
});

test('pickles, damaged and renamed files are refused with the reason, others passed over', async () => {
  const gguf = writeGguf(tinyGguf());
  const found = await recognise([
    file('pytorch_model.bin', 'PK\u0003\u0004..........archive/data.pkl'),
    file('half.gguf', gguf.subarray(0, gguf.length - 100)),
    file('page.gguf', '<!doctype html>'),
    file('notes.txt', 'nothing'),
    file('config.json', config()),
    file('empty', ''),
  ]);
  expect(found.map((one) => one.kind === 'refused' && [one.file, one.failure.code])).toEqual([
    ['pytorch_model.bin', 'model-file-pickle'],
    ['half.gguf', 'model-file-truncated'],
    ['page.gguf', 'model-file-invalid'],
  ]);
});

test('what becomes of the types of a K-quant is told, also where nothing of it is rounded', async () => {
  const kQuants = (types: Parameters<typeof tinyGguf>[0]) =>
    only([
      file(
        'm.gguf',
        writeGguf(
          tinyGguf({
            config: { ...tinyConfig, hiddenSize: 256, intermediateSize: 256, headSize: 64 },
            ...types,
          }),
        ),
      ),
    ]);
  const mixed = await kQuants({ linear: 'Q4_K', down: 'Q6_K' });
  expect(mixed).toMatchObject({ level: 'q4', convertedTypes: ['Q6_K'] });
  const forms = mixed.facts.storedTypes?.map(({ type, runsAs }) => [type, runsAs]);
  expect(new Map(forms as [string, string][])).toEqual(
    new Map([
      ['Q4_K', 'as-stored'],
      ['Q6_K', 'blocks8'],
      ['Q8_0', 'as-stored'],
      ['F32', 'as-stored'],
    ]),
  );
  const weights = mixed.facts.storedTypes?.reduce((sum, each) => sum + each.weights, 0);
  expect(weights).toBe(mixed.facts.parameters);

  // Floats are run as they are, so that at their level nothing is rounded.
  const floats = await kQuants({ linear: 'F16', embedding: 'Q6_K' });
  expect(floats).toMatchObject({ level: 'fp32', convertedTypes: [] });
  expect(floats.facts.storedTypes).toBeUndefined();
});

test('an architecture that nothing here knows is named', async () => {
  const gguf = tinyGguf();
  const metadata = {
    ...gguf.metadata,
    'general.architecture': { type: 'string', value: 'mamba' },
  } as const;
  expect(await recognise([file('m.gguf', writeGguf({ ...gguf, metadata }))])).toMatchObject([
    { failure: { code: 'model-architecture-unknown', parameters: { architecture: 'mamba' } } },
  ]);
});

test('JSON is not taken for safetensors by a brace in its ninth place', async () => {
  expect(await formatOfFile(file('settings.json', '{"meta":{"a":1}}'))).toBe('json');
});
