import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTinyModel, tinyConfigs } from './support/tiny-model.ts';

const program = fileURLToPath(new URL('../../scripts/bench.mjs', import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

const bench = (...given: readonly string[]): Promise<Said> =>
  new Promise((resolve) => {
    const asked = spawn(process.execPath, [program, '--model-dir', folder, ...given]);
    let [out, errors] = ['', ''];
    asked.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    asked.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    asked.once('close', (code) => resolve({ code: code ?? -1, out, errors }));
  });

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await makeTinyModel(tinyConfigs.quick));
});
afterAll(() => remove());

const small = ['-p', '16', '-n', '4', '-r', '2', '--pause', '0'];

describe('the bench command', () => {
  it('gives a row for every level, engine, size and depth, those that can’t run with the reason', async () => {
    const { code, out } = await bench(
      ...['--json', '--levels', 'q4,fp16', '--engines', 'simd,wasm', '--threads', '1'],
      ...[...small, '-d', '0,32'],
    );
    expect(code).toBe(0);
    const rows = JSON.parse(out) as Record<string, unknown>[];
    const names = rows.map((row) =>
      [row.level, row.engine, row.n_prompt, row.n_gen, row.n_depth, row.status].join(' '),
    );
    // 16-bit floating point runs on the GPU only.
    expect(names).toEqual(
      ['q4 simd', 'q4 wasm', 'fp16 simd', 'fp16 wasm'].flatMap((variant) =>
        ['16 0 0', '0 4 0', '16 0 32', '0 4 32'].map(
          (sizes) => `${variant} ${sizes} ${variant.startsWith('fp16') ? 'failed' : 'measured'}`,
        ),
      ),
    );
    for (const row of rows.filter(({ status }) => status === 'measured'))
      expect(row).toMatchObject({
        n_threads: 1,
        samples_ts: [expect.any(Number), expect.any(Number)],
        avg_ts: expect.any(Number) as number,
        stddev_ts: expect.any(Number) as number,
        circumstances: { crossOriginIsolated: true, pageVisible: true },
      });
    for (const row of rows.filter(({ status }) => status === 'failed'))
      expect(row).toMatchObject({
        avg_ts: null,
        failure: { code: 'level-unavailable' },
        sentence: expect.stringContaining('fp16') as string,
      });
  });

  it('writes llama-bench’s columns', async () => {
    const { code, out, errors } = await bench(...small, '--engines', 'wasm', '--levels', 'q4,int8');
    expect(code).toBe(0);
    const [heading, , first, second, third] = out.split('\n');
    expect(heading?.split('|').map((cell) => cell.trim())).toEqual([
      '',
      'model',
      'size',
      'params',
      'backend',
      'threads',
      'test',
      't/s',
      '',
    ]);
    const row =
      /(q4|int8) +\| +\S+ MiB \| +\S+ M \| wasm +\| +\d+ \| +(pp16|tg4) \| +[\d.]+ ± [\d.]+ \|$/;
    expect(row.exec(first ?? '')?.slice(1)).toEqual(['q4', 'pp16']);
    expect(row.exec(second ?? '')?.slice(1)).toEqual(['q4', 'tg4']);
    expect(row.exec(third ?? '')?.slice(1)).toEqual(['int8', 'pp16']);
    expect(errors).toContain('4/4');
  });

  it.each([
    ['sizes beyond the context', ['-d', '8192'], 'holds 8192'],
    ['no repetition', ['-r', '0'], '-r'],
    ['huge repetitions', ['-r', '123456789'], '-r'],
    ['an unknown level', ['--levels', 'q5'], '--levels'],
  ])('says what is wrong with %s', async (_, given, sentence) => {
    const { code, out, errors } = await bench(...given);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(errors).toContain(sentence);
    expect(errors).not.toContain('Error');
  });
});
