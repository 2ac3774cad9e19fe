import { describe, expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import { ChatBook } from '../../../../src/chat/chat-book.ts';
import type { Conversation } from '../../../../src/chat/conversation.ts';
import { ModelControl } from '../../../../src/app/model-control.ts';
import type { ChatStore } from '../../../../src/store/chats.ts';
import { FakeEngine } from '../../../fixtures/interface/fake-engine.ts';
import {
  fakeChatStore,
  fakeServices,
  type FakeServices,
} from '../../../fixtures/interface/fake-services.ts';
import { eventually } from '../../../fixtures/interface/mount.ts';

/** A second tab: its own engine and state over the same store and locks. */
async function secondTab(first: FakeServices, id: string): Promise<Conversation> {
  const { models, environment } = first.model;
  const model = new ModelControl(new FakeEngine(), models, environment, first.preferences);
  await model.engine.load(model.request);
  const chats = new ChatBook({
    store: first.store,
    model,
    preferences: first.preferences,
    locks: navigator.locks,
  });
  await chats.refresh();
  await chats.show(id);
  return chats.current;
}

const contents = ({ branch }: Conversation): readonly string[] =>
  branch.map(({ content }) => content);

async function asked(store?: ChatStore) {
  const services = await fakeServices({
    engine: { answers: ['First.', 'Second.', 'Third.'] },
    ...(store ? { store } : {}),
  });
  const { current } = services.chats;
  await current.send('One?', performance.now());
  return { services, current };
}

describe('a conversation', () => {
  test('sends all turns of its branch', async () => {
    const { services, current } = await asked();
    await current.send('Two?', performance.now());
    expect(services.engine.requests[1]?.messages.map(({ content }) => content)).toEqual([
      'One?',
      'First.',
      'Two?',
    ]);
    expect(contents(current)).toEqual(['One?', 'First.', 'Two?', 'Second.']);
  });

  test('keeps both versions when an answer is written anew or a question edited', async () => {
    const { current } = await asked();
    const [question, first] = current.branch;
    if (first?.role !== 'assistant' || question?.role !== 'user') throw new Error('no answer');
    await current.regenerate(first, performance.now());
    expect(contents(current)).toEqual(['One?', 'Second.']);
    expect(current.siblingsOf(first)).toHaveLength(2);
    await current.send('Other?', performance.now(), question);
    expect(contents(current)).toEqual(['Other?', 'Third.']);
    await current.show(first.id);
    expect(contents(current)).toEqual(['One?', 'First.']);
  });

  test('draws another answer where a greedy one would repeat itself', async () => {
    const { services, current } = await asked();
    const first = current.branch[1];
    if (first?.role !== 'assistant') throw new Error('no answer');
    await current.regenerate(first, performance.now());
    const temperatures = services.engine.requests.map(({ sampling }) => sampling.temperature);
    expect(temperatures[0]).toBe(0);
    expect(temperatures[1]).toBeGreaterThan(0);
  });

  test('draws a different one each time', async () => {
    const { services, current } = await asked();
    services.preferences.update({ seed: 7 });
    for (let time = 0; time < 2; time++) {
      const answer = current.branch[1];
      if (answer?.role !== 'assistant') throw new Error('no answer');
      await current.regenerate(answer, performance.now());
    }
    const drawn = services.engine.requests.slice(1).map(({ sampling }) => sampling);
    expect(drawn.every(({ temperature }) => temperature > 0)).toBe(true);
    expect(new Set(drawn.map(({ seed }) => seed)).size).toBe(2);
  });

  test('asks a question once, however often it is sent before its answer begins', async () => {
    const { services, current } = await asked();
    await Promise.all([
      current.send('Two?', performance.now()),
      current.send('Two?', performance.now()),
    ]);
    expect(services.engine.requests).toHaveLength(2);
    expect(contents(current)).toEqual(['One?', 'First.', 'Two?', 'Second.']);
  });

  test('goes on with an answer from its tokens', async () => {
    const { services, current } = await asked();
    const first = current.branch[1];
    if (first?.role !== 'assistant') throw new Error('no answer');
    await current.continueAnswer(first, performance.now());
    expect(services.engine.requests[1]?.continueIds).toEqual(first.ids);
    expect(contents(current)).toEqual(['One?', 'First.Second.']);
  });

  test('keeps a fixed seed with the answer', async () => {
    const services = await fakeServices({ preferences: { seed: 42 } });
    await services.chats.current.send('One?', performance.now());
    expect(services.engine.requests[0]?.sampling.seed).toBe(42);
    expect(services.chats.current.branch[1]).toMatchObject({ sampling: { seed: 42 } });
  });
});

describe('two tabs with the same chat', () => {
  test('see each other’s messages, and lose none when both ask', async () => {
    const { services, current } = await asked();
    const other = await secondTab(services, current.id);
    expect(contents(other)).toEqual(['One?', 'First.']);
    await Promise.all([
      current.send('From the first?', performance.now()),
      other.send('From the second?', performance.now()),
    ]);
    const read = await services.store.read(current.id);
    expect(read?.messages).toHaveLength(6);
    await Promise.all([current.refresh(), other.refresh()]);
    expect(contents(current)[2]).toBe('From the first?');
    expect(contents(other)[2]).toBe('From the second?');
    for (const tab of [current, other]) {
      const question = tab.branch[2];
      expect(question && tab.siblingsOf(question)).toHaveLength(2);
    }
  });

  test('follow an answer that goes on from what they show', async () => {
    const { services, current } = await asked();
    const other = await secondTab(services, current.id);
    await current.send('More?', performance.now());
    await eventually(() => contents(other).length === 4);
    expect(contents(other)).toEqual(contents(current));
  });

  test('do not take a living answer for a dead one', async () => {
    const { services, current } = await asked();
    services.engine.script({ tokenMs: 30, answers: ['a b c d e f g h i j k l'] });
    const writing = current.send('Slow?', performance.now());
    await eventually(() => current.branch[3]?.content);
    const other = await secondTab(services, current.id);
    expect(other.branch[3]).toMatchObject({ status: 'streaming' });
    await writing;
    await eventually(() => {
      const last = other.branch[3];
      return last?.role === 'assistant' && last.status === 'complete';
    });
  });
});

test('an answer that a reload cut off is marked and can go on', async () => {
  const store = fakeChatStore();
  const { services, current } = await asked(store);
  const answer = current.branch[1];
  if (answer?.role !== 'assistant') throw new Error('no answer');
  await store.putMessage({ ...answer, content: 'Fir', ids: [7], status: 'streaming' });
  const other = await secondTab(services, current.id);
  await eventually(() => {
    const last = other.branch[1];
    return last?.role === 'assistant' && last.status === 'interrupted';
  });
  const interrupted = other.branch[1];
  if (interrupted?.role !== 'assistant') throw new Error('no answer');
  expect(interrupted.content).toBe('Fir');
  await other.continueAnswer(interrupted, performance.now());
  expect(contents(other)[1]).toBe('FirParis.');
});

test('an answer is kept while it is written', async () => {
  const services = await fakeServices({
    engine: {
      answers: [Array.from({ length: 4000 }, (_, index) => `w${index}`).join(' ')],
      tokenMs: 10,
    },
  });
  const { current } = services.chats;
  const writing = current.send('Long?', performance.now());
  const kept = async () =>
    (await services.store.read(current.id))?.messages.find(({ role }) => role === 'assistant');
  await expect
    .poll(kept)
    .toMatchObject({ status: 'streaming', content: expect.stringContaining('w3') as string });
  current.stop();
  await writing;
});

test('answers in two chats are written one after the other', async () => {
  const services = await fakeServices({ engine: { answers: ['a b c', 'd e f'], tokenMs: 20 } });
  const first = services.chats.current;
  const firstDone = first.send('One?', performance.now());
  const second = services.chats.startNew();
  await second.send('Two?', performance.now());
  await firstDone;
  expect(contents(first)[1]).toBe('a b c');
  expect(contents(second)[1]).toBe('d e f');
  expect(services.chats.summaries).toHaveLength(2);
});

test('a chat that is deleted while its answer is written stays deleted', async () => {
  const services = await fakeServices({ engine: { answers: ['a b c d e f g'], tokenMs: 30 } });
  const { current } = services.chats;
  const writing = current.send('One?', performance.now());
  await eventually(() => current.branch[1]?.content);
  await services.chats.delete(current.id);
  await writing;
  expect(await services.store.read(current.id)).toBeUndefined();
});

test('what could not be stored at first is stored as soon as something can be', async () => {
  const store = fakeChatStore();
  const create = store.create.bind(store);
  store.create = () => Promise.reject(fail('storage-full', {}));
  const { current } = await asked(store);
  expect(current.storageError?.code).toBe('storage-full');
  expect(current.hasUnsaved).toBe(true);
  store.create = create;
  await current.send('Two?', performance.now());
  expect(current.storageError).toBeUndefined();
  expect(current.hasUnsaved).toBe(false);
  const read = await store.read(current.id);
  expect(read?.chat.leafId).toBe(current.chat.leafId);
  expect(read?.messages.map(({ content }) => content)).toEqual([
    'One?',
    'First.',
    'Two?',
    'Second.',
  ]);
});
