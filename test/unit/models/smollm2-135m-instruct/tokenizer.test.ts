import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../../', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

const model = 'models/smollm2-135m-instruct';
const config = readJson(`${model}/tokenizer_config.json`) as { readonly chat_template: string };
const tokenizer = new Tokenizer(readJson(`${model}/tokenizer.json`) as object, config);

interface TokenCase {
  readonly text: string;
  readonly ids: readonly number[];
}

interface Chat {
  readonly name: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly prompt: string;
  readonly prompt_ids: readonly number[];
  readonly greedy_ids: readonly number[];
  readonly greedy_text: string;
}

const chats = readJson('test/fixtures/oracle/greedy.json') as readonly Chat[];

test("llama.cpp's token ids, for every string of the oracle", () => {
  const cases = readJson('test/fixtures/oracle/tokens.json') as readonly TokenCase[];
  expect(cases.length).toBeGreaterThan(100);
  for (const { text, ids } of cases) {
    expect({ text, ids: tokenizer.encode(text).ids }).toEqual({ text, ids });
  }
});

test('the chat template gives the prompts of the oracle, and the tokenizer their ids', () => {
  const template = new Template(config.chat_template);
  for (const chat of chats) {
    const prompt = template.render({ messages: [...chat.messages], add_generation_prompt: true });
    expect(prompt).toBe(chat.prompt);
    expect(tokenizer.encode(prompt).ids).toEqual(chat.prompt_ids);
  }
});

test('answers are decoded as the oracle has them', () => {
  for (const chat of chats) {
    const text = tokenizer.decode([...chat.greedy_ids], { skip_special_tokens: true });
    expect(text).toBe(chat.greedy_text);
  }
});
