import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTinyModel, tinyConfigs } from './support/tiny-model.ts';

const program = fileURLToPath(new URL('../../scripts/ask.mjs', import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

const ask = (...given: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    const asked = spawn(process.execPath, [program, ...given]);
    let [out, errors] = ['', ''];
    asked.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    asked.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    asked.once('close', (code) => {
      resolve({ code: code ?? -1, out, errors });
    });
  });

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await makeTinyModel(tinyConfigs.quick));
});
afterAll(() => remove());

describe('the embedded model', () => {
  it('streams the answer, then what it cost', async () => {
    const { code, out } = await ask('What is the capital of France?');
    expect(code).toBe(0);
    const [answer, account] = out.trim().split('\n');
    expect(answer).toBe('The capital of France is Paris.');
    expect(account).toMatch(/^first token .+ ms, .+ tok\/s, .+ MB$/);
  });

  it('answers on onnxruntime', async () => {
    const { code, out } = await ask(
      '--engine',
      'wasm',
      '--max-tokens',
      '9',
      'Write a Python function that returns the sum of the squares of a list of numbers.',
    );
    expect(code).toBe(0);
    const [fence, answer, account] = out.trim().split('\n');
    expect(fence).toBe('```python');
    expect(answer).toBe('def sum_squares(');
    expect(account).toMatch(/^first token .+ ms, .+ tok\/s, .+ MB$/);
  });
});

describe('another model', () => {
  const other = (...given: readonly string[]): Promise<Said> =>
    ask('--model-dir', folder, ...given);

  it('gives one object with --json', async () => {
    const { code, out } = await other('--json', '--max-tokens', '5', '--threads', '1', 'Hello');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      text: expect.any(String) as string,
      promptIds: expect.arrayContaining([expect.any(Number)]) as number[],
      ids: expect.objectContaining({ length: 5 }) as number[],
      finishReason: 'length',
      variant: { model: expect.any(String) as string, level: 'q4', engine: 'simd' },
      figures: expect.objectContaining({ sampledTokens: 5 }) as object,
    });
  });

  it('answers every chat of a file, in order', async () => {
    const file = join(folder, 'chats.json');
    const messages = [{ role: 'user', content: 'Hello' }];
    await writeFile(file, JSON.stringify([{ name: 'a', messages, extra: 1 }, { messages }]));
    const { code, out } = await other('--max-tokens', '3', '--chats', file);
    await rm(file);
    expect(code).toBe(0);
    const [first, second] = JSON.parse(out) as { name?: string; text: string; ids: number[] }[];
    expect(first?.name).toBe('a');
    expect(second).not.toHaveProperty('name');
    // Greedy, the same chat twice: the KV cache of the first must not show in the second.
    expect(second?.ids).toEqual(first?.ids);
  });

  it('gives the same text for the same seed, and another for another', async () => {
    const textOf = async (seed: string): Promise<string> => {
      const given = ['--json', '--max-tokens', '8', '--temperature', '1', '--seed', seed, 'Hello'];
      return (JSON.parse((await other(...given)).out) as { text: string }).text;
    };
    const first = await textOf('7');
    expect(await textOf('7')).toBe(first);
    expect(await textOf('8')).not.toBe(first);
  });

  it.each([
    ['an empty question', ['']],
    ['a question longer than the context', ['--context', '64', 'word '.repeat(200)]],
  ])('says what is wrong with %s', async (_, given) => {
    const { code, out, errors } = await other(...given);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(errors).toMatch(/^[A-Z].+\.\n$/);
    expect(errors).not.toContain('Error');
  });
});

it('does not take a software GPU for a GPU, unless told to', async () => {
  const onGpu = ['--model-dir', folder, '--engine', 'webgpu', '--max-tokens', '2'];
  // Where there is a real GPU both answer.
  const { code, errors } = await ask(...onGpu, 'Hello');
  if (code !== 0) expect(errors).toMatch(/--software-gpu|WebGPU/);
  expect((await ask(...onGpu, '--software-gpu', 'Hello')).code).toBe(0);
});

it('names a wrong argument', async () => {
  const { code, errors } = await ask('--level', 'q5', 'Why?');
  expect(code).toBe(2);
  expect(errors).toContain('--level');
});

it('ends where a folder holds no model', async () => {
  const { code, errors } = await ask('--model-dir', join(folder, 'nowhere'), 'Hello');
  expect(code).toBe(2);
  expect(errors).toContain('no folder that can be read');
});
