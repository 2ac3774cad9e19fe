import { describe, expect, test } from 'vitest';
import { chatsFromJson, chatsToJson, type StoredChat } from '../../../../src/chat/chat-file.ts';
import { chatsToMarkdown } from '../../../../src/chat/chat-markdown.ts';
import { circumstances, figures } from '../../../fixtures/interface/figures.ts';

const stored: StoredChat = {
  chat: {
    id: 'chat',
    title: 'Médiane',
    systemPrompt: 'Be brief.',
    createdAt: Date.UTC(2026, 10, 23),
    updatedAt: Date.UTC(2026, 10, 23, 1),
    leafId: 'answer',
  },
  messages: [
    {
      id: 'question',
      chatId: 'chat',
      parentId: null,
      createdAt: 1,
      role: 'user',
      content: '중앙값?',
    },
    {
      id: 'answer',
      chatId: 'chat',
      parentId: 'question',
      createdAt: 2,
      role: 'assistant',
      content: 'Sort, then take the **middle**.',
      status: 'complete',
      ids: [1, 2, 3],
      finishReason: 'stop',
      failure: null,
      sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 3 },
      circumstances,
      figures: figures(),
      omittedMessages: 0,
    },
  ],
};

const counter = () => {
  let next = 0;
  return () => `new-${next++}`;
};

const imported = (text: string): StoredChat => {
  const result = chatsFromJson(text, counter());
  if (result.kind !== 'chats' || !result.chats[0]) throw new Error(JSON.stringify(result));
  return result.chats[0];
};

describe('an export as JSON', () => {
  test('comes back whole, under ids of its own', () => {
    const { chat, messages } = imported(chatsToJson([stored], 0));
    const [question, answer] = messages;
    expect(chat).toEqual({ ...stored.chat, id: 'new-0', leafId: answer?.id });
    expect(question).toEqual({ ...stored.messages[0], id: question?.id, chatId: chat.id });
    expect(answer).toEqual({
      ...stored.messages[1],
      id: answer?.id,
      chatId: chat.id,
      parentId: question?.id,
    });
    expect(question?.id).not.toBe('question');
  });

  test('marks an answer that was being written as cut off', () => {
    const [question, answer] = stored.messages;
    if (!question || answer?.role !== 'assistant') throw new Error('fixture');
    const writing = {
      ...stored,
      messages: [question, { ...answer, status: 'streaming' as const }],
    };
    expect(imported(chatsToJson([writing], 0)).messages[1]).toMatchObject({
      status: 'interrupted',
    });
  });

  test('survives links to messages that are not there', () => {
    const orphan = { ...stored, chat: { ...stored.chat, leafId: 'gone' } };
    expect(imported(chatsToJson([orphan], 0)).chat.leafId).toBeNull();
  });
});

describe('an import says what is wrong with', () => {
  const problem = (text: string) => chatsFromJson(text, counter());
  const file = JSON.parse(chatsToJson([stored], 0)) as Record<string, unknown>;

  test('what is not JSON', () => {
    expect(problem('{"format":')).toEqual({ kind: 'not-json' });
    expect(problem('')).toEqual({ kind: 'not-json' });
  });

  test.each([{}, [], null, 7, { format: 'other', version: 1 }, { ...file, version: 'one' }])(
    'what is not ours: %j',
    (json) => {
      expect(problem(JSON.stringify(json))).toEqual({ kind: 'not-ours' });
    },
  );

  test('a later version', () => {
    expect(problem(JSON.stringify({ ...file, version: 2 }))).toEqual({
      kind: 'later-version',
      version: 2,
    });
  });

  test('a damaged file, with the place, and takes nothing of it', () => {
    expect(problem(JSON.stringify({ ...file, chats: 7 }))).toMatchObject({ kind: 'malformed' });
    const damaged = { ...stored, messages: [stored.messages[0], { id: 'x', role: 'robot' }] };
    expect(problem(JSON.stringify({ ...file, chats: [stored, damaged] }))).toEqual({
      kind: 'malformed',
      where: 'chats[1].messages[1]',
    });
  });
});

test('an export as Markdown has the shown branch with accounts', () => {
  const text = chatsToMarkdown([stored]);
  expect(text).toContain('# Médiane');
  expect(text).toContain('### You\n\n중앙값?');
  expect(text).toContain('### smollm2-135m-instruct/q4@wasm\n\nSort, then take the **middle**.');
  expect(text).toContain('*first token 84 ms, 194 tok/s, 204 MB*');
});
