import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../scripts/ask/argument-values.ts';
import { checkSizes, parseArguments } from '../../../../scripts/bench/arguments.ts';

test('what is left out is llama-bench’s default', () => {
  expect(parseArguments([])).toMatchObject({
    json: false,
    levels: [],
    engines: ['simd'],
    threads: [],
    nPrompt: [512],
    nGen: [128],
    nDepth: [0],
    repetitions: 5,
  });
});

test('lists are separated by commas, each value once', () => {
  const given = '--json --levels q4,int8 --engines simd,wasm --threads 1,2 -p 128,512,128 -n 0';
  expect(parseArguments([...given.split(' '), '-d', '0, 1024', '-r', '3'])).toMatchObject({
    json: true,
    levels: ['q4', 'int8'],
    engines: ['simd', 'wasm'],
    threads: [1, 2],
    nPrompt: [128, 512],
    nGen: [0],
    nDepth: [0, 1024],
    repetitions: 3,
  });
});

describe('a wrong option is named, with what it takes', () => {
  test.each([
    ['-r 0', /^-r needs a whole number from 1 to 1000, not "0"\.$/],
    ['-r 1000000', /^-r .*"1000000"/],
    ['-p -5', /-p/],
    ['-p 1.5', /^-p needs a whole number .*"1.5"/],
    ['-p 512,', /^-p needs a whole number .*""/],
    ['-n 1e3', /^-n /],
    ['-d 99999999999', /^-d /],
    ['-p 0 -n 0', /nothing to test/],
    ['--threads 0', /^--threads needs a whole number from 1/],
    ['--threads auto', /^--threads .*"auto"/],
    ['--levels q5', /^--levels takes .*q4.*, not "q5"\.$/],
    ['--engines cuda', /^--engines takes simd, wasm, webgpu, not "cuda"\.$/],
    ['--form x', /^--form/],
    ['--json --markdown', /not both/],
    ['--sizes 3', /--sizes/],
    ['question', /question/],
  ])('%s', (given, sentence) => {
    const parse = (): unknown => parseArguments(given.split(' '));
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(sentence);
  });
});

test('sizes beyond the model’s context are refused with both figures', () => {
  const sizes = { nPrompt: [512], nGen: [128], nDepth: [0, 7681] };
  expect(() => checkSizes(sizes, 8192)).toThrow(/8193 tokens .*holds 8192/);
  expect(() => checkSizes({ ...sizes, nDepth: [7680] }, 8192)).not.toThrow();
});
