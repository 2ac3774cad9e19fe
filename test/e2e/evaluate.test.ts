import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTinyModel, tinyConfigs } from './support/tiny-model.ts';

const program = fileURLToPath(new URL('../../scripts/evaluate.mjs', import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

let folder: string;
let files: string;
let remove: () => Promise<void>;

const evaluate = (...given: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    const asked = spawn(process.execPath, [program, '--model-dir', folder, ...given]);
    let [out, errors] = ['', ''];
    asked.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    asked.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    asked.once('close', (code) => resolve({ code: code ?? -1, out, errors }));
  });

const fileOf = async (name: string, content: string | Uint8Array): Promise<string> => {
  const path = join(files, name);
  await writeFile(path, content);
  return path;
};

beforeAll(async () => {
  ({ folder, remove } = await makeTinyModel(tinyConfigs.quick));
  files = await mkdtemp(join(tmpdir(), 'featherweight-evaluate-'));
});
afterAll(async () => {
  await remove();
  await rm(files, { recursive: true });
});

const words = (count: number): string =>
  Array.from({ length: count }, (_, i) => `word ${i % 97}`).join(' ');

describe('the evaluate command', () => {
  it('gives every figure of every level, and names those that can’t run', async () => {
    const text = await fileOf('text.txt', words(700));
    const choices = await fileOf(
      'choices.jsonl',
      [
        '{"context": "A cat", "endings": ["sat.", "flew away."], "label": 0}',
        'broken',
        '{"context": "A dog", "endings": ["sang.", "barked."], "label": 5}',
        '{"context": "A cow", "endings": ["read.", "ate grass."], "label": 1}',
      ].join('\n'),
    );
    const { code, out, errors } = await evaluate(
      ...[
        '--json',
        '--engine',
        'wasm',
        '--levels',
        'q8,fp16',
        '--reference',
        'q4',
        '--chunks',
        '2',
      ],
      ...['--text', text, '--choices', choices, '--threads', '1'],
    );
    // Half precision needs WebGPU.
    expect(code).toBe(1);
    expect(errors).toContain('fp16@wasm: The level fp16 does not run');
    expect(errors).toContain('Line 2 is not a JSON object');
    expect(errors).toContain('Line 3 has a label');
    const result = JSON.parse(out) as { readonly levels: Record<string, Record<string, unknown>> };
    expect(result).toMatchObject({
      ...{ reference: 'q4', text: { name: 'text.txt' }, chunks: 2 },
      choices: {
        name: 'choices.jsonl',
        badLines: [
          { line: 2, reason: 'not-json' },
          { line: 3, reason: 'label-out-of-range' },
        ],
        skipped: [],
      },
    });
    expect(Object.keys(result.levels)).toEqual(['q4', 'q8', 'fp16']);
    const number = expect.any(Number) as number;
    const share = { value: number, low: number, high: number };
    expect(result.levels.q4).toMatchObject({ kld: null, ppl: { value: number, se: number } });
    expect(result.levels.q8).toMatchObject({
      bytes: number,
      ppl: { value: number, se: number },
      pplByChunk: [number, number],
      kld: {
        ...{ value: number, se: number, p50: number, p90: number, p95: number },
        ...{ p99: number, p999: number, max: number },
      },
      sameTop: { value: number, se: number },
      dp: { value: number, se: number, rms: number },
      choices: { n: 2, acc: share, accNorm: share, accNormToken: share },
      figures: {
        ...{ threads: 1, weightBytes: number },
        memory: { weights: number, kvCache: number, heap: number, total: number },
        prefillTps: { test: 'pp128', mean: number, sd: number },
        decodeTps: { test: 'tg32', mean: number, sd: number },
        firstTokenMs: { test: 'pp128+tg1', mean: number, sd: number },
      },
    });
    // Eight bits of four-bit weights keep nearly all.
    const { kld } = result.levels.q8 as { readonly kld: { readonly value: number } };
    expect(kld.value).toBeLessThan(0.01);
    expect(result.levels.fp16).toHaveProperty('failure.code', 'level-unavailable');
  });

  it('makes a table for people', async () => {
    const text = await fileOf('text.txt', words(300));
    const given = ['--text', text, '--chunks', '1', '--reference', 'none', '--threads', '1'];
    const { code, out } = await evaluate(...given);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^level +MB +memory MB +weights .*decode tok\/s +prefill tok\/s .*perplexity\nq4 /,
    );
    expect(out).toContain('Rates: tg32, pp128, pp128+tg1, mean ± standard deviation of 5');
    expect(out).toContain('255 positions scored');

    const quick = await evaluate(...given, '--no-speed');
    expect(quick.code).toBe(0);
    expect(quick.out).not.toContain('tok/s');
  });

  it('shows no statistics under 100 positions', async () => {
    const text = await fileOf('tiny.txt', words(20));
    const { code, out, errors } = await evaluate(
      ...['--json', '--no-speed', '--text', text, '--reference', 'none'],
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty('levels.q4.ppl', null);
    expect(errors).toContain('Under 100 scored positions');
  });

  it.each([
    ['an empty text', 'empty.txt', '', /empty\.txt is empty\./],
    ['a binary file', 'binary.txt', Uint8Array.of(1, 0, 2), /not a text file/],
    ['text that is not UTF-8', 'latin.txt', Uint8Array.of(0x68, 0xe9, 0x20), /not text in UTF-8/],
  ])('refuses %s with a sentence', async (_, name, content, sentence) => {
    const { code, out, errors } = await evaluate('--text', await fileOf(name, content));
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(errors).toMatch(sentence);
    expect(errors).not.toContain('    at ');
  });

  it.each([
    ['a missing file', ['--text', 'no-such-file.txt'], 'no-such-file.txt'],
    ['an unknown level', ['--levels', 'q9'], '--levels'],
  ])('names %s', async (_, given, named) => {
    const { code, errors } = await evaluate(...given);
    expect(code).toBe(2);
    expect(errors).toContain(named);
  });
});
