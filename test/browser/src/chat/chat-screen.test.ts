import { html } from 'lit';
import { describe, expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import '../../../../src/chat/chat-screen.ts';
import type { FwChatScreen } from '../../../../src/chat/chat-screen.ts';
import {
  fakeChatStore,
  fakeServices,
  type FakeOptions,
  type FakeServices,
} from '../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

async function show(
  options: FakeOptions = {},
): Promise<{ readonly element: FwChatScreen; readonly services: FakeServices }> {
  const services = await fakeServices(options);
  const element = await mount<FwChatScreen>(html`<fw-chat-screen></fw-chat-screen>`, services);
  return { element, services };
}

async function write(element: FwChatScreen, text: string): Promise<void> {
  const textarea = deep<HTMLTextAreaElement>(element, 'fw-composer textarea, textarea#draft');
  textarea.value = text;
  textarea.dispatchEvent(new Event('input'));
  await settled(element);
}

const press = (element: FwChatScreen, key: string): boolean =>
  deep(element, 'textarea#draft').dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );

async function ask(element: FwChatScreen, text: string): Promise<void> {
  await write(element, text);
  press(element, 'Enter');
  await settled(element);
}

const said = (element: FwChatScreen): string =>
  deepAll(element, '[role=status]').map(textOf).join(' ');

const finished = (services: FakeServices) => () =>
  services.chats.current.branch.length > 0 && !services.chats.current.writer;

test('is accessible, empty and in a conversation', async () => {
  const { element, services } = await show();
  await expectAccessible(element);
  await ask(element, 'What is the capital of France?');
  await eventually(finished(services));
  await settled(element);
  await expectAccessible(element);
});

test('a question is answered, kept and measured', async () => {
  const { element, services } = await show();
  await ask(element, 'What is the capital of France?');
  await eventually(finished(services));
  await settled(element);
  expect(textOf(element)).toContain('What is the capital of France?');
  expect(textOf(element)).toContain('Paris.');
  expect(textOf(element)).toContain('first token 84 ms');
  const read = await services.store.read(services.chats.current.id);
  const answer = read?.messages[1];
  expect(answer).toMatchObject({ role: 'assistant', status: 'complete', content: 'Paris.' });
  const figures = answer?.role === 'assistant' ? answer.figures : null;
  expect(figures?.submitToFirstTextMs).toBeGreaterThan(0);
  expect(services.engine.requests[0]?.messages).toEqual([
    { role: 'user', content: 'What is the capital of France?' },
  ]);
});

test('an empty question can not be sent', async () => {
  const { element, services } = await show();
  await ask(element, '   \n ');
  expect(services.chats.current.branch).toHaveLength(0);
  expect(button(element, 'Send').disabled).toBe(true);
});

test('a question that is asked while the model loads waits for it, and says so', async () => {
  const { element, services } = await show({ loaded: false, engine: { holdLoadAt: 0.4 } });
  services.model.start();
  await ask(element, 'Hello?');
  expect(textOf(element)).toContain('Waits for the model.');
  expect(textOf(element)).toContain('Your question waits');
  services.engine.finishLoad();
  await eventually(finished(services));
  expect(services.chats.current.branch[1]?.content).toBe('Paris.');
});

test('a waiting question survives a cancelled load', async () => {
  const { element, services } = await show({ loaded: false, engine: { holdLoadAt: 0.4 } });
  services.model.start();
  await ask(element, 'Hello?');
  button(element, 'Cancel').click();
  await settled(element);
  expect(services.chats.current.writer).toBeDefined();
  button(element, 'Load 101 MB').click();
  await settled(element);
  services.engine.finishLoad();
  await eventually(finished(services));
  expect(services.chats.current.branch[1]?.content).toBe('Paris.');
});

test('Escape stops, what was written stays, and the end is announced', async () => {
  const { element, services } = await show({
    engine: { answers: ['one two three four five six seven eight'], tokenMs: 40 },
  });
  await ask(element, 'Count.');
  await eventually(() => services.chats.current.branch[1]?.content);
  expect(said(element)).toContain('An answer is being written.');
  press(element, 'Escape');
  await eventually(finished(services));
  await settled(element);
  const answer = services.chats.current.branch[1];
  expect(answer).toMatchObject({ status: 'complete', finishReason: 'cancelled' });
  expect(answer?.content.startsWith('one')).toBe(true);
  expect(answer?.content).not.toContain('eight');
  expect(said(element)).toContain('The answer is finished.');
});

test('an engine that dies while it writes loses nothing, and the next question is answered', async () => {
  const { element, services } = await show({
    engine: {
      answers: ['one two three four'],
      failAfter: { tokens: 2, error: fail('worker-died', { stage: 'decode' }) },
    },
  });
  await ask(element, 'Count.');
  await eventually(finished(services));
  await settled(element);
  expect(textOf(element)).toContain('one two');
  expect(textOf(element)).toContain('The engine ended while the answer was being written');
  services.engine.script({ failAfter: { tokens: 99, error: fail('cancelled', {}) } });
  await ask(element, 'Again.');
  await eventually(() => services.chats.current.branch.length === 4 && finished(services)());
  expect(services.chats.current.branch[3]).toMatchObject({ status: 'complete' });
});

describe('a full context', () => {
  const long = Array.from({ length: 600 }, (_, index) => `word${index}`).join(' ');

  test('is told with the count before sending, and nothing is sent', async () => {
    const { element, services } = await show({ preferences: { contextLength: 512 } });
    await ask(element, long);
    await eventually(() => textOf(element).includes('With this question the chat has 625 tokens'));
    expect(services.chats.current.branch).toHaveLength(0);
    expect(deep<HTMLTextAreaElement>(element, 'textarea#draft').value).toBe(long);
  });

  test('is solved by a larger context', async () => {
    const { element, services } = await show({ preferences: { contextLength: 512 } });
    await ask(element, long);
    await eventually(() => textOf(element).includes('Context of 1,024 tokens'));
    button(element, 'Context of 1,024 tokens').click();
    await eventually(() => services.model.loaded?.contextLength === 1024);
    await eventually(() => !button(element, 'Send').disabled);
  });

  test('is solved by leaving out the oldest turns, which is marked', async () => {
    const { element, services } = await show({ preferences: { contextLength: 512 } });
    for (const text of [long.slice(0, 1800), 'Second.']) {
      await ask(element, text);
      await eventually(finished(services));
    }
    await write(element, long.slice(0, 1800));
    await eventually(() => textOf(element).includes('Leave out the oldest turns'));
    button(element, 'Leave out the oldest turns').click();
    await eventually(() => services.chats.current.omitted > 0);
    await settled(element);
    expect(textOf(element)).toContain('What stands above is left out');
    await eventually(() => !button(element, 'Send').disabled);
    press(element, 'Enter');
    await eventually(() => services.engine.requests.length === 3 && finished(services)());
    expect(services.engine.requests[2]?.messages[0]?.content).not.toBe(long.slice(0, 1800 - 1));
    const last = services.chats.current.branch.at(-1);
    expect(last?.role === 'assistant' && last.omittedMessages).toBeGreaterThan(0);
  });

  test('ends an answer with its reason and the ways on', async () => {
    const { element, services } = await show({ engine: { finishReason: 'context' } });
    await ask(element, 'Hello?');
    await eventually(finished(services));
    await settled(element);
    expect(textOf(element)).toContain('Context full');
    const [, answer] = services.chats.current.branch;
    const ids = answer?.role === 'assistant' ? answer.ids : [];
    services.engine.script({ finishReason: 'stop' });
    button(element, 'Context of 4,096 tokens').click();
    await eventually(() => services.engine.requests.length === 2 && finished(services)());
    expect(services.engine.requests[1]?.continueIds).toEqual(ids);
    expect(ids).toHaveLength(2);
    expect(services.model.loaded?.contextLength).toBe(4096);
    expect(services.chats.current.branch[1]?.content).toBe('Paris.Paris.');
  });
});

test('a question that is set and sent within one frame is asked, and leaves the box', async () => {
  const { element, services } = await show();
  const textarea = deep<HTMLTextAreaElement>(element, 'textarea#draft');
  textarea.value = 'Quick?';
  textarea.dispatchEvent(new Event('input'));
  press(element, 'Enter');
  await eventually(finished(services));
  await settled(element);
  expect(services.chats.current.branch[0]?.content).toBe('Quick?');
  expect(textarea.value).toBe('');
});

test('notices are said once', async () => {
  const { element, services } = await show({
    environment: { crossOriginIsolated: false, threads: 'not-isolated' },
  });
  expect(textOf(element)).toContain('The server must send the headers');
  button(element, 'Close this notice').click();
  await settled(element);
  expect(textOf(element)).not.toContain('The server must send the headers');
  expect(services.preferences.values.dismissed).toEqual(['not-isolated']);
});

test('a full storage is told, and the chat goes on', async () => {
  const store = fakeChatStore();
  store.putMessage = () => Promise.reject(fail('storage-full', {}));
  const { element, services } = await show({ store });
  await ask(element, 'Hello?');
  await eventually(finished(services));
  await settled(element);
  expect(textOf(element)).toContain('The storage on this device is full');
  expect(textOf(element)).toContain('Paris.');
});

test('an example fills the composer without sending', async () => {
  const { element, services } = await show();
  deepAll<HTMLButtonElement>(element, 'li button')[0]?.click();
  await settled(element);
  expect(deep<HTMLTextAreaElement>(element, 'textarea#draft').value).toContain('Classify');
  expect(services.chats.current.branch).toHaveLength(0);
});
