import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { downloadRequestOf, isModelId } from '../../../../core/model-store.ts';
import { fileAddress, hubAddress } from '../../../../workers/store/hub-address.ts';
import { hubVariants } from '../../../../workers/store/hub-variants.ts';
import { findVariants } from '../../../../workers/store/hub.ts';
import { ModelServer, type Behaviour } from '../../../fixtures/store/model-server.ts';
import { failureOf, quickTools } from '../../../fixtures/store/store-setup.ts';

const hub = 'https://huggingface.co';

describe('addresses', () => {
  test('a name, a page, a folder, a file', () => {
    const named = { base: `${hub}/`, repository: 'owner/some.name-1', revision: 'main' };
    expect(hubAddress('owner/some.name-1', hub)).toEqual(named);
    expect(hubAddress(` ${hub}/owner/some.name-1/ `, hub)).toEqual(named);
    expect(hubAddress(`${hub}/owner/some.name-1/tree/v2/onnx`, hub)).toEqual({
      ...named,
      revision: 'v2',
    });
    expect(hubAddress(`${hub}/owner/some.name-1/blob/refs%2Fpr%2F1/a.gguf?x=1`, hub)).toEqual({
      ...named,
      revision: 'refs/pr/1',
    });
  });

  test('a mirror, also below a path', () => {
    const base = 'https://models.example.org/hf/';
    expect(hubAddress('a/b', 'https://models.example.org/hf')).toMatchObject({ base });
    expect(hubAddress(`${base}a/b`, base)).toMatchObject({ base, repository: 'a/b' });
    expect(hubAddress('https://other.example.org/a/b', base)).toMatchObject({
      base: 'https://other.example.org/',
    });
  });

  test.each(['', 'a b', 'a/b/c', '../x', 'ftp://x/a/b', 'https://', 'https://x/', 'a/..'])(
    '%j is none',
    async (text) => {
      const address = Promise.resolve().then(() => hubAddress(text, hub));
      expect(await failureOf(address)).toMatchObject({ code: 'address-invalid' });
    },
  );

  test('a file’s address has each of its parts escaped', () => {
    const address = { base: `${hub}/`, repository: 'a/b', revision: 'refs/pr/1' };
    expect(fileAddress(address, 'onnx/model #1.onnx')).toBe(
      `${hub}/a/b/resolve/refs%2Fpr%2F1/onnx/model%20%231.onnx`,
    );
  });
});

describe('variants', () => {
  const address = { base: `${hub}/`, repository: 'a/b', revision: 'main' };
  const sha256 = 'f'.repeat(64);
  const listed = (paths: Readonly<Record<string, number>>) =>
    hubVariants(
      Object.entries(paths).map(([path, bytes]) => ({ path, bytes, sha256 })),
      address,
    );

  test('ONNX levels with external data, configuration and tokenizer, by weight', () => {
    const variants = listed({
      'README.md': 1,
      'config.json': 10,
      'tokenizer.json': 20,
      'onnx/model.onnx': 300,
      'onnx/model.onnx_data': 7000,
      'onnx/model.onnx_data_1': 500,
      'onnx/model_q4.onnx': 100,
      'onnx/model_q4.onnx_data': 900,
      'onnx/model_q4f16.onnx': 600,
      'onnx/decoder_with_past_model.onnx': 5,
    });
    expect(
      variants.map(({ id, quantization, bytes, missing }) => ({
        id,
        quantization,
        bytes,
        missing,
      })),
    ).toEqual([
      { id: 'onnx/model_q4f16', quantization: 'q4f16', bytes: 630, missing: [] },
      { id: 'onnx/model_q4', quantization: 'q4', bytes: 1030, missing: [] },
      { id: 'onnx/model', quantization: 'fp32', bytes: 7830, missing: [] },
    ]);
    expect(variants[2]?.files.map(({ path }) => path)).toEqual([
      'config.json',
      'tokenizer.json',
      'onnx/model.onnx',
      'onnx/model.onnx_data',
      'onnx/model.onnx_data_1',
    ]);
    expect(variants[1]).toMatchObject({ main: 'onnx/model_q4.onnx', shippedLevel: 'q4i' });
  });

  test('what an ONNX folder lacks is named', () => {
    expect(listed({ 'model.onnx': 1 })[0]?.missing).toEqual(['config.json', 'tokenizer.json']);
  });

  test('GGUF files by the names that llama.cpp gives them, shards as one', () => {
    const variants = listed({
      'smol-Q4_K_M.gguf': 100,
      'smol.IQ3_XS.gguf': 80,
      'smol-f16.gguf': 300,
      'big-BF16-00001-of-00002.gguf': 500,
      'big-BF16-00002-of-00002.gguf': 400,
      'cut-Q8_0-00001-of-00003.gguf': 950,
      'mmproj-model-f16.gguf': 50,
      'plain.gguf': 70,
    });
    expect(variants.map(({ quantization, bytes }) => [quantization, bytes])).toEqual([
      ['', 70],
      ['IQ3_XS', 80],
      ['Q4_K_M', 100],
      ['f16', 300],
      ['BF16', 900],
      ['Q8_0', 950],
    ]);
    expect(variants[4]?.files).toHaveLength(2);
    expect(variants[5]?.missing).toEqual(['cut-Q8_0-?????-of-00003.gguf']);
  });

  test('safetensors, whole or by an index', () => {
    expect(
      listed({ 'config.json': 1, 'tokenizer.json': 1, 'model.safetensors': 10 })[0],
    ).toMatchObject({ format: 'safetensors', bytes: 12, main: 'model.safetensors' });
    expect(
      listed({
        'model.safetensors.index.json': 1,
        'model-00001-of-00002.safetensors': 10,
        'model-00002-of-00002.safetensors': 10,
      }),
    ).toMatchObject([{ bytes: 21, main: 'model.safetensors.index.json' }]);
  });

  test('a size that the hub doesn’t tell leaves the whole unknown', () => {
    const [variant] = hubVariants([{ path: 'a-Q8_0.gguf' }], address);
    expect(variant).toMatchObject({ bytes: undefined });
  });
});

describe('a hub’s answers', () => {
  let server: ModelServer;
  const sha = 'c'.repeat(40);
  const sha256 = 'a'.repeat(64);
  const find = (model: string) =>
    findVariants({ model, base: `${server.origin}/hub/` }, quickTools());

  beforeAll(async () => {
    server = await ModelServer.start();
    const tree = (name: string, revision: string, files: unknown) =>
      server.addJson(`/hub/api/models/${name}/tree/${revision}?recursive=true`, files);
    const info = (name: string, answer: unknown) =>
      server.addJson(`/hub/api/models/${name}/revision/main`, answer);
    info('a/pinned', { sha, gated: 'auto', cardData: { license: 'apache-2.0' } });
    tree('a/pinned', sha, [
      { type: 'directory', path: 'onnx', oid: '1' },
      { type: 'file', path: 'a-Q8_0.gguf', size: 130, lfs: { oid: sha256, size: 5000 } },
      { type: 'file', path: 'b-F16.gguf', size: 9000, lfs: { oid: `sha256:${sha256}` } },
    ]);
    tree('a/mirrored', 'main', [{ type: 'file', path: 'a-Q8_0.gguf', size: 5 }]);
    info('a/other-licence', { cardData: { license: 'other', license_name: 'gemma' } });
    tree('a/other-licence', 'main', [{ type: 'file', path: 'a-Q8_0.gguf', size: 5 }]);
    tree('a/text', 'main', [{ type: 'file', path: 'README.md', size: 5 }]);
    tree('a/strange', 'main', { error: 'x' });
  });
  afterAll(() => server.stop());

  test('the commit, the licence, the lengths and hashes of large files', async () => {
    const listing = await find('a/pinned');
    expect(listing).toMatchObject({ revision: sha, licence: 'apache-2.0', isGated: true });
    expect(listing.variants.map(({ files }) => files)).toEqual([
      [
        {
          path: 'a-Q8_0.gguf',
          bytes: 5000,
          sha256,
          url: `${server.origin}/hub/a/pinned/resolve/${sha}/a-Q8_0.gguf`,
        },
      ],
      [expect.objectContaining({ path: 'b-F16.gguf', bytes: 9000, sha256 })],
    ]);
    const [variant] = listing.variants;
    const request = variant && downloadRequestOf(listing, variant);
    expect(request?.model).toMatchObject({ id: 'a--pinned--q8_0', displayName: 'pinned' });
    expect(isModelId(request?.model.id ?? '')).toBe(true);
  });

  test('a mirror without facts about models', async () => {
    expect(await find('a/mirrored')).toMatchObject({
      revision: 'main',
      licence: undefined,
      isGated: false,
    });
    expect(await find('a/other-licence')).toMatchObject({ licence: 'gemma' });
  });

  test('no such model, no model in it, no listing, no access, no server', async () => {
    expect(await failureOf(find('a/none'))).toMatchObject({ code: 'hub-model-missing' });
    expect(await failureOf(find('a/text'))).toMatchObject({ code: 'hub-no-variants' });
    expect(await failureOf(find('a/strange'))).toMatchObject({ code: 'hub-answer-invalid' });
    for (const [status, code] of [
      [401, 'model-access-denied'],
      [403, 'model-access-denied'],
      [429, 'server-busy'],
      [500, 'server-error'],
      [503, 'server-error'],
    ] as const) {
      server.behave('/hub/api/models/a/pinned/revision/main', { kind: 'status', status });
      expect(await failureOf(find('a/pinned'))).toMatchObject({ code });
    }
    const listing = `/hub/api/models/a/pinned/tree/${sha}`;
    server.behave(listing, { kind: 'page' });
    expect(await failureOf(find('a/pinned'))).toMatchObject({ code: 'hub-answer-invalid' });
    server.behave(listing, { kind: 'hang' });
    expect(await failureOf(find('a/pinned'))).toMatchObject({ code: 'connection-stalled' });
    const circle = Array<Behaviour>(30).fill({ kind: 'redirect', to: listing });
    server.behave(listing, ...circle);
    expect(await failureOf(find('a/pinned'))).toMatchObject({ code: 'network-failed' });
    server.forget();
    const gone = findVariants({ model: 'a/b', base: 'http://127.0.0.1:9/' }, quickTools());
    expect(await failureOf(gone)).toMatchObject({ code: 'network-failed' });
  });
});
