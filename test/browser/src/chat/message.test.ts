import { html } from 'lit';
import { expect, test, vi } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import { ms } from '../../../../core/units.ts';
import '../../../../src/chat/message.ts';
import { noFigures } from '../../../../src/chat/live-figures.ts';
import type { FwMessage } from '../../../../src/chat/message.ts';
import type { MessageAction } from '../../../../src/chat/message-action.ts';
import type { FwCopyButton } from '../../../../src/components/copy-button.ts';
import type { FwMarkdownText } from '../../../../src/components/markdown-text.ts';
import type { AssistantMessage, MessageRecord } from '../../../../src/store/chat-record.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import { circumstances, figures } from '../../../fixtures/interface/figures.ts';
import {
  button,
  deep,
  deepAll,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const question: MessageRecord = {
  id: 'q',
  chatId: 'c',
  parentId: null,
  createdAt: 1,
  role: 'user',
  content: 'What <b>now</b>?\nSecond line.',
};

const answer = (change: Partial<AssistantMessage> = {}): AssistantMessage => ({
  id: 'a',
  chatId: 'c',
  parentId: 'q',
  createdAt: 2,
  role: 'assistant',
  content: 'An **answer**.',
  status: 'complete',
  ids: [1, 2, 3],
  finishReason: 'stop',
  failure: null,
  sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 1 },
  circumstances,
  figures: figures(),
  omittedMessages: 0,
  ...change,
});

async function show(message: MessageRecord, change: Partial<FwMessage> = {}) {
  const acted = vi.fn<(event: MessageAction) => void>();
  const element = await mount<FwMessage>(
    html`<fw-message
      .message=${message}
      .siblings=${change.siblings ?? [message.id]}
      .live=${change.live}
      idle
      last
      level="q4"
      @fw-message-action=${acted}
    ></fw-message>`,
    await fakeServices(),
  );
  return { element, actions: () => acted.mock.calls.map(([{ action }]) => action) };
}

test('is accessible as question, answer and failure', async () => {
  await expectAccessible((await show(question, { siblings: ['p', 'q'] })).element);
  await expectAccessible((await show(answer())).element);
  const { failure } = fail('worker-died', { stage: 'decode' });
  await expectAccessible((await show(answer({ status: 'failed', failure }))).element);
});

test('a question is shown as it was typed', async () => {
  const { element } = await show(question);
  expect(deep(element, '.words').textContent).toBe(question.content);
});

test('a question is edited and sent again', async () => {
  const { element, actions } = await show(question);
  button(element, 'Edit and send again').click();
  await settled(element);
  const textarea = deep<HTMLTextAreaElement>(element, 'textarea');
  expect(textarea.value).toBe(question.content);
  textarea.value = 'What then?';
  textarea.dispatchEvent(new Event('input'));
  await settled(element);
  button(element, 'Send').click();
  expect(actions()).toMatchObject([{ kind: 'edit', content: 'What then?' }]);
});

test('versions are switched between', async () => {
  const { element, actions } = await show(question, { siblings: ['p', 'q', 'r'] });
  expect(textOf(element)).toContain('2/3');
  button(element, 'Earlier version').click();
  button(element, 'Later version').click();
  expect(actions()).toEqual([
    { kind: 'show', id: 'p' },
    { kind: 'show', id: 'r' },
  ]);
});

test('an answer is written anew', async () => {
  const { element, actions } = await show(answer());
  button(element, 'Answer again').click();
  expect(actions()).toMatchObject([{ kind: 'regenerate' }]);
});

test.each([
  [
    'ended at the longest answer',
    answer({ finishReason: 'length' }),
    'Ended at the longest answer allowed, 3 tokens.',
  ],
  ['stopped', answer({ finishReason: 'cancelled' }), 'Stopped.'],
  ['cut off', answer({ status: 'interrupted', figures: null }), 'Cut off: the page was closed'],
])('an answer that was %s says so and can go on', async (_, message, sentence) => {
  const { element, actions } = await show(message);
  expect(textOf(element)).toContain(sentence);
  expect(textOf(element)).toContain('An answer');
  button(element, 'Continue').click();
  expect(actions()).toMatchObject([{ kind: 'continue' }]);
});

test('a failed answer keeps what was written, says why, and can be tried again', async () => {
  const { failure } = fail('webgpu-lost', { stage: 'decode', reason: 'unknown' });
  const { element, actions } = await show(answer({ status: 'failed', failure, figures: null }));
  expect(textOf(element)).toContain('An answer');
  expect(textOf(element)).toContain('The GPU was lost while the answer was being written.');
  button(element, 'Try again').click();
  button(element, 'Continue').click();
  expect(actions()).toMatchObject([{ kind: 'regenerate' }, { kind: 'continue' }]);
});

test('while it is written it shows live figures and a caret, and nothing to do', async () => {
  const { element } = await show(answer({ status: 'streaming', figures: null }), {
    live: {
      phase: { kind: 'decode' },
      figures: { ...noFigures, firstTokenMs: 84, tokensPerSecond: 193, contextTokens: 50 },
      memoryBytes: 204e6,
    },
  });
  expect(textOf(element)).toContain('first token 84 ms');
  expect(textOf(element)).toContain('193 tok/s');
  expect(deep<HTMLElement & { writing: boolean }>(element, 'fw-markdown-text').writing).toBe(true);
  expect(deepAll(element, '.actions')).toHaveLength(0);
});

test('before the first token it says what it waits for', async () => {
  const live = {
    figures: noFigures,
    memoryBytes: undefined,
  };
  const empty = answer({ status: 'streaming', content: '', figures: null });
  const waiting = await show(empty, { live: { ...live, phase: { kind: 'waiting' } } });
  expect(textOf(waiting.element)).toContain('Waits for the model.');
  const reading = await show(empty, {
    live: { ...live, phase: { kind: 'prefill', done: 32, total: 96 } },
  });
  expect(textOf(reading.element)).toContain('Reading the question: 32 of 96 tokens.');
  const elsewhere = await show(empty);
  expect(textOf(elsewhere.element)).toContain('Being written in another tab.');
});

const thoughtful = '<think>\nSecret way.\n</think>\n\nAn **answer**.';

test('thinking is folded away, and not copied with the answer', async () => {
  const thinking = { tokens: 3, thinkingMs: ms(20), firstAnswerMs: ms(99) };
  const { element } = await show(answer({ content: thoughtful, figures: figures({ thinking }) }));
  await expectAccessible(element);
  expect(textOf(element)).toContain('Thought: 3 tokens, 20 ms');
  expect(textOf(element)).not.toContain('Secret');
  expect(deep<FwMarkdownText>(element, 'fw-markdown-text').text).toBe('An **answer**.');
  expect(deep<FwCopyButton>(element, '.actions fw-copy-button').text).toBe('An **answer**.');
});

test('thinking that was stopped has no answer', async () => {
  const { element } = await show(answer({ content: '<think>\nHm', finishReason: 'cancelled' }));
  expect(textOf(element)).toContain('Thinking not finished');
  expect(deepAll(element, 'fw-markdown-text, .actions fw-copy-button')).toHaveLength(0);
});
