import { describe, expect, test } from 'vitest';
import { ChatTokenizer } from '../../../../workers/tokenization/chat-tokenizer.ts';
import { Detokenizer } from '../../../../workers/tokenization/detokenizer.ts';
import { embeddedTokenizer, greedyOracles, tokenOracles } from '../embedded-tokenizer.ts';

const tokenizer = embeddedTokenizer();

describe('the embedded tokenizer', () => {
  test.each(tokenOracles)('encodes %j as llama.cpp does', ({ text, ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  test.each(tokenOracles)('gives %j back from its ids', ({ text, ids }) => {
    const detokenizer = new Detokenizer((id) => tokenizer.bytesOf(id));
    const back = ids.map((id) => detokenizer.push(id)).join('') + detokenizer.end();
    expect(back).toBe(
      text.replaceAll(/<\|(im_start|im_end|endoftext)\|>|<(file_sep|repo_name)>/g, ''),
    );
  });

  test.each(greedyOracles)('templates the chat $name', ({ messages, prompt, prompt_ids: ids }) => {
    expect(tokenizer.renderChat(messages)).toBe(prompt);
    expect(tokenizer.encodeChat(messages)).toEqual(ids);
  });

  test('ends a turn at the token that its configuration names', () => {
    expect([...tokenizer.endIds]).toEqual([2]);
  });

  test('leaves a blank system prompt out, so that the template’s own applies', () => {
    const question = { role: 'user', content: 'Hi' } as const;
    const blank = tokenizer.renderChat([{ role: 'system', content: ' \n' }, question]);
    expect(blank).toBe(tokenizer.renderChat([question]));
    expect(blank).toContain('You are a helpful AI assistant');
    const own = tokenizer.renderChat([{ role: 'system', content: 'Be brief.' }, question]);
    expect(own).toContain('<|im_start|>system\nBe brief.<|im_end|>');
    expect(own).not.toContain('helpful');
  });
});

const tiny = {
  model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2, Ġ: 3 }, merges: ['a b'] },
  added_tokens: [
    { id: 4, content: '<end>', special: true },
    { id: 5, content: '<think>', special: false },
  ],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
  decoder: { type: 'ByteLevel' },
};

describe('hub files of other kinds', () => {
  test('takes end tokens from lists, from the generation file and by name', () => {
    const other = new ChatTokenizer({
      tokenizer: tiny,
      tokenizerConfig: { eos_token: { content: '<end>' } },
      config: { eos_token_id: 7 },
      generationConfig: { eos_token_id: [8, 9] },
    });
    expect([...other.endIds].toSorted((a, b) => a - b)).toEqual([4, 7, 8, 9]);
  });

  test('shows added tokens that are not special', () => {
    const other = new ChatTokenizer({ tokenizer: tiny });
    const text = (id: number): string => new TextDecoder().decode(other.bytesOf(id));
    expect([2, 3, 4, 5].map(text)).toEqual(['ab', ' ', '', '<think>']);
  });

  test('takes a template from a file of its own, or the one named default', () => {
    const chat = [{ role: 'user', content: 'ab' }] as const;
    const render = (files: object): string =>
      new ChatTokenizer({ tokenizer: tiny, ...files }).renderChat(chat);
    expect(render({ chatTemplate: 'F:{{ messages[0].content }}' })).toBe('F:ab');
    const named = [
      { name: 'tool_use', template: 'T' },
      { name: 'default', template: 'D:{{ messages[0].role }}' },
    ];
    expect(render({ tokenizerConfig: { chat_template: named } })).toBe('D:user');
  });

  test('says so when the template throws, is broken or missing', () => {
    const chat = [{ role: 'user', content: 'a' }] as const;
    const open = (chatTemplate?: string) => new ChatTokenizer({ tokenizer: tiny, chatTemplate });
    expect(() => open("{{ raise_exception('no system role') }}").renderChat(chat)).toThrow(
      /chat-template-failed.*no system role/,
    );
    expect(() => open('{% for %}')).toThrow(/chat-template-failed/);
    expect(() => open().renderChat(chat)).toThrow(/chat-template-failed/);
  });

  test.each([
    ['counts without end', '{% for i in range(1000000000000) %}a{% endfor %}'],
    [
      'nests loops with nothing in them',
      '{% set l = range(3000) %}{% for a in l %}{% for b in l %}{% for c in l %}{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['doubles a text', `{% set s = 'ab' %}${'{% set s = s ~ s %}'.repeat(40)}{{ s }}`],
    ['doubles a list', `{% set l = [1, 2] %}${'{% set l = l + l %}'.repeat(40)}{{ l }}`],
    ['calls itself', '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}'],
  ])('ends a template that %s, and says so', (_, chatTemplate) => {
    const chat = [{ role: 'user', content: 'a' }] as const;
    const open = new ChatTokenizer({ tokenizer: tiny, chatTemplate });
    expect(() => open.renderChat(chat)).toThrow(/chat-template-failed/);
  });

  test('lets a template do what templates do', () => {
    const source =
      "{% for i in range(3, 0, -1) %}{{ i }}{% endfor %}{{ strftime_now('%Y') | length }}" +
      '{% if add_generation_prompt == True and none is none %}{{ messages | length }}{% endif %}';
    const long = Array.from({ length: 2000 }, (_, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content: 'A sentence of some length. '.repeat(8),
    }));
    const open = (chatTemplate: string) => new ChatTokenizer({ tokenizer: tiny, chatTemplate });
    expect(open(source).renderChat(long)).toBe('32142000');
    const each =
      '{% for m in messages %}{% if loop.index0 > 0 and messages[loop.index0 - 1].role == m.role %}' +
      "{{ raise_exception('turns') }}{% endif %}{{ m.role ~ ': ' ~ m.content | trim }}\n{% endfor %}";
    expect(open(each).renderChat(long).split('\n')).toHaveLength(2001);
  });

  test('refuses what is no tokenizer, naming the file', () => {
    expect(() => new ChatTokenizer({ tokenizer: { hello: 1 } })).toThrow(
      /model-file-invalid.*tokenizer\.json/,
    );
    const wordPiece = { ...tiny, decoder: { type: 'WordPiece' } };
    expect(() => new ChatTokenizer({ tokenizer: wordPiece })).toThrow(/model-unsupported/);
  });
});
