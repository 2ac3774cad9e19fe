import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ModelOption } from '../../src/app/model-option.ts';
import { App, type Interference } from './support/app.ts';
import { ask } from './support/chat.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const data = 'onnx/model_q4.onnx_data';

/** Answers requests for the tiny model's weights with `respond`. */
const forWeights =
  (respond: (response: Parameters<Interference>[1]) => void): Interference =>
  (request, response, next) => {
    if (request.url?.endsWith(data)) respond(response);
    else next();
  };

const size = (): number => app.tiny.source.files.find(({ path }) => path === data)?.bytes ?? 0;

describe('a shard of the model', () => {
  it.each([
    [
      'missing',
      forWeights((response) => {
        response.writeHead(404).end();
      }),
      /The server has no file .*model_q4\.onnx_data.* \(status 404\)/,
    ],
    [
      'truncated',
      forWeights((response) => {
        response.end(Buffer.alloc(1000));
      }),
      /model_q4\.onnx_data is cut short: 1,000 of [\d,]+ bytes came/,
    ],
    [
      'altered',
      forWeights((response) => {
        response.end(Buffer.alloc(size()));
      }),
      /model_q4\.onnx_data is not the one that was published/,
    ],
    [
      'cut off under way',
      forWeights((response) => {
        response.writeHead(200, { 'Content-Length': size() });
        response.write(Buffer.alloc(1000), () => response.destroy());
      }),
      /model_q4\.onnx_data/,
    ],
  ])('%s: is told, and the model loads when it is whole again', async (_, interference, said) => {
    app.interference = interference;
    const page = await app.open();
    const alert = page.getByRole('alert');
    await alert.getByText(said).waitFor();
    app.interference = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await ask(page, 'Hello')).not.toBe('');
    await alert.waitFor({ state: 'detached' });
  });
});

describe('a file that is as published and yet', () => {
  const withFile = async (path: string, content: string | Buffer): Promise<ModelOption> => {
    app.interference = (request, response, next) => {
      if (request.url?.endsWith(path)) response.end(content);
      else next();
    };
    const bytes = Buffer.from(content);
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    const sha256 = Buffer.from(digest).toString('hex');
    const { source } = app.tiny;
    const files = source.files.map((file) =>
      file.path === path ? { path, bytes: bytes.byteLength, sha256 } : file,
    );
    return { ...app.tiny, source: { ...source, files } };
  };

  it.each([
    ['no ONNX', 'onnx/model_q4.onnx', 'This is a text.', /model_q4\.onnx/],
    [
      'ONNX with a length beyond its end',
      'onnx/model_q4.onnx',
      Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0x7f]),
      /model_q4\.onnx/,
    ],
    ['no tokenizer', 'tokenizer.json', '{"version": "1.0"}', /tokenizer\.json/],
    ['no JSON', 'config.json', '{', /config\.json/],
    [
      'of an unknown architecture',
      'config.json',
      '{"model_type": "perceptron", "vocab_size": 49152, "max_position_embeddings": 64}',
      /perceptron|config\.json/,
    ],
  ])('%s: is told, and the page works on', async (_, path, content, said) => {
    const page = await app.open({ model: await withFile(path, content) });
    await page.getByRole('alert').getByText(said).first().waitFor();
    expect(await page.getByRole('textbox', { name: 'Your question' }).isEditable()).toBe(true);
  });
});
