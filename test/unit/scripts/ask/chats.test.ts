import { expect, it } from 'vitest';
import { UsageError } from '../../../../scripts/ask/argument-values.ts';
import { parseArguments } from '../../../../scripts/ask/arguments.ts';
import { chatsOf, parseChats } from '../../../../scripts/ask/chats.ts';

it('reads chats, ignoring other fields', () => {
  const messages = [{ role: 'user', content: 'Why?' }];
  const file = JSON.stringify([{ name: 'a', messages, margin: [1] }, { messages }]);
  expect(parseChats(file, 'f')).toEqual([{ name: 'a', messages }, { messages }]);
});

it.each([
  ['[', 'not JSON'],
  ['{}', 'f'],
  ['[{"messages": []}]', '0.messages'],
  ['[{"messages": [{"role": "oracle", "content": ""}]}]', '0.messages.0.role'],
  ['[{"messages": [{"role": "user"}]}]', '0.messages.0.content'],
])('names the place in %s that is wrong', (text, place) => {
  expect(() => parseChats(text, 'f')).toThrow(UsageError);
  expect(() => parseChats(text, 'f')).toThrow(place);
});

it('puts the system prompt before a question', () => {
  const asked = parseArguments(['--system', 'Be brief.', 'Why?']);
  expect(chatsOf(asked)).toEqual([
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Why?' },
      ],
    },
  ]);
});

it('says that a file of chats is missing', () => {
  expect(() => chatsOf(parseArguments(['--chats', 'no-such-file.json']))).toThrow(
    'no-such-file.json',
  );
});
