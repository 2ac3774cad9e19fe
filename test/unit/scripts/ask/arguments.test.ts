import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../scripts/ask/argument-values.ts';
import { parseArguments } from '../../../../scripts/ask/arguments.ts';

describe('parseArguments', () => {
  it('fills in what is left out', () => {
    expect(parseArguments(['Why?'])).toMatchObject({
      question: 'Why?',
      json: false,
      level: undefined,
      engine: 'auto',
      threads: 'auto',
      context: 2048,
      form: 'auto',
      maxTokens: 512,
      temperature: 0,
      seed: 0,
    });
  });

  it('reads every option', () => {
    const given =
      '--json --kv-cache int8 --level fp32 --engine webgpu --threads 2 --context 512 --form blocks --system S ' +
      '--profile --think --max-tokens 9 --temperature 0.5 --seed 4294967295 --model-dir m --software-gpu Why?';
    expect(parseArguments(given.split(' '))).toEqual({
      help: false,
      json: true,
      question: 'Why?',
      chats: undefined,
      system: 'S',
      level: 'fp32',
      engine: 'webgpu',
      threads: 2,
      context: 512,
      form: 'blocks',
      kvCache: 'int8',
      maxTokens: 9,
      temperature: 0.5,
      seed: 4294967295,
      modelFolder: 'm',
      softwareGpu: true,
      profile: true,
      think: true,
    });
  });

  it('lets an empty question through: the app has the sentence for it', () => {
    expect(parseArguments(['']).question).toBe('');
  });

  it.each([
    [['--think', '--no-think', 'Why?'], '--no-think'],
    [['--level', 'q5', 'Why?'], '--level'],
    [['--engine', 'cuda', 'Why?'], '--engine'],
    [['--form', 'round', 'Why?'], '--form'],
    [['--threads', '0', 'Why?'], '--threads'],
    [['--threads', 'many', 'Why?'], '--threads'],
    [['--max-tokens', '1.5', 'Why?'], '--max-tokens'],
    [['--temperature', '-1', 'Why?'], '--temperature'],
    [['--temperature', 'warm', 'Why?'], '--temperature'],
    [['--seed', '4294967296', 'Why?'], '--seed'],
    [['--context', '', 'Why?'], '--context'],
    [['--sead', '1', 'Why?'], '--sead'],
    [['Why', 'not?'], 'quotes'],
    [[], '--chats'],
    [['--chats', 'file', 'Why?'], '--chats'],
  ])('names what is wrong in %j', (given, named) => {
    expect(() => parseArguments(given)).toThrow(UsageError);
    expect(() => parseArguments(given)).toThrow(named);
  });
});
