import { html } from 'lit';
import { beforeEach, describe, expect, test } from 'vitest';
import { fail } from '../../../../../../core/errors.ts';
import type { VoteRecord } from '../../../../../../src/store/votes.ts';
import '../../../../../../src/compare/side-by-side/side-by-side.ts';
import type { FwSideBySide } from '../../../../../../src/compare/side-by-side/side-by-side.ts';
import { IndexedDbVoteStore } from '../../../../../../src/store/indexed-db-vote-store.ts';
import { fakeServices, type FakeOptions } from '../../../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../../../fixtures/interface/mount.ts';

beforeEach(() => new IndexedDbVoteStore().clear());

const answers = { otherEngines: [{ answers: ['An answer.'] }, { answers: ['Another answer.'] }] };

async function show(options: FakeOptions = answers) {
  const services = await fakeServices(options);
  const { preferences } = services;
  preferences.update({
    compare: {
      ...preferences.values.compare,
      mode: 'blind',
      variants: [
        { level: 'q8', engine: 'simd' },
        { level: 'q4', engine: 'simd' },
      ],
    },
  });
  const element = await mount<FwSideBySide>(html`<fw-side-by-side></fw-side-by-side>`, services);
  return { element, services };
}

async function run(element: FwSideBySide): Promise<void> {
  const textarea = deep<HTMLTextAreaElement>(element, '#prompt');
  textarea.value = 'Say something.';
  textarea.dispatchEvent(new Event('input'));
  await settled(element);
  button(element, 'Run a blind pair').click();
  await settled(element);
}

const panel = (element: FwSideBySide): Element => deep(element, 'fw-blind-panel');

const voting = (element: FwSideBySide) => () => deepAll<HTMLElement>(element, '.votes')[0] ?? null;

const votes = (): Promise<readonly VoteRecord[]> => new IndexedDbVoteStore().list();

/** Nothing that tells whose an answer is. */
const telling = /q8|q4|SIMD|MB|tok\/s|first token/;

test('shows neither names nor figures nor answers before both are written', async () => {
  const { element } = await show({
    otherEngines: [{ answers: ['An answer.'] }, { answers: ['Another long answer.'], tokenMs: 60 }],
  });
  await run(element);
  await eventually(() => textOf(panel(element)).includes('1 of 2 answers written'));
  expect(textOf(panel(element))).not.toContain('answer.');
  expect(textOf(panel(element))).not.toMatch(telling);
  await eventually(voting(element));
  const text = textOf(panel(element));
  expect(text).toContain('An answer.');
  expect(text).toContain('Another long answer.');
  expect(text).not.toMatch(telling);
  expect(deepAll(element, 'fw-variant-column')).toEqual([]);
  await expectAccessible(element);
});

test('a vote reveals names and figures, and is kept without what was said', async () => {
  const { element, services } = await show();
  await run(element);
  await eventually(voting(element));
  button(element, 'A is better A').click();
  await eventually(() => textOf(panel(element)).includes('You preferred A.'));
  await settled(element);
  const text = textOf(panel(element));
  expect(text).toContain('q8 SIMD');
  expect(text).toContain('q4 SIMD');
  expect(text).toContain('first token 84 ms');
  await expectAccessible(element);
  const [vote, ...rest] = await votes();
  expect(rest).toEqual([]);
  const shownFirst = /A SmolLM2-135M (q\d)/.exec(text)?.[1];
  expect(shownFirst).toBeDefined();
  expect(vote).toMatchObject({
    model: services.model.model.id,
    first: { level: 'q8' },
    second: { level: 'q4' },
    outcome: shownFirst === 'q8' ? 'first' : 'second',
  });
  expect(JSON.stringify(vote)).not.toContain('answer');
  await eventually(() => textOf(element).includes('Your blind votes'));
});

describe('keys', () => {
  test.each([
    ['t', 'tie'],
    ['x', 'both-bad'],
  ] as const)('%s votes once the focus is on the votes', async (key, outcome) => {
    const { element } = await show();
    await run(element);
    const group = await eventually(voting(element));
    expect(group.matches(':focus')).toBe(true);
    group.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    await eventually(() => textOf(panel(element)).includes('You '));
    await eventually(() => textOf(element).includes('Your blind votes'));
    expect((await votes())[0]?.outcome).toBe(outcome);
  });

  test('with a modifier are the browser’s', async () => {
    const { element } = await show();
    await run(element);
    const group = await eventually(voting(element));
    group.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', ctrlKey: true, bubbles: true }));
    await settled(element);
    expect(await votes()).toEqual([]);
  });
});

test('a variant that fails is told with its name, and there is no vote', async () => {
  const { element } = await show({
    otherEngines: [
      { loadError: fail('memory-refused', { stage: 'load', neededBytes: null }) },
      { answers: ['Another answer.'] },
    ],
  });
  await run(element);
  await eventually(() => textOf(panel(element)).includes('nothing to vote on'));
  expect(textOf(panel(element))).toContain('The browser refused memory');
  expect(deepAll(element, '.votes')).toEqual([]);
});

test('the tally is there again later, and is cleared only when that is confirmed', async () => {
  const first = await show();
  await run(first.element);
  await eventually(voting(first.element));
  button(first.element, 'Tie T').click();
  await eventually(() => textOf(first.element).includes('Your blind votes'));
  const { element } = await show();
  await eventually(() => textOf(element).includes('Your blind votes'));
  expect(textOf(element)).toContain('q8 SIMD and q4 SIMD');
  expect(textOf(element)).toContain('none decided');
  button(element, 'Clear the tally').click();
  await settled(element);
  expect(textOf(element)).toContain('Clear 1 vote for good?');
  await expectAccessible(element);
  button(element, 'Clear').click();
  await eventually(() => !textOf(element).includes('Your blind votes'));
  expect(await votes()).toEqual([]);
});

test('another mode ends the round: a pair that was shown with names can not be voted on', async () => {
  const { element, services } = await show();
  await run(element);
  await eventually(voting(element));
  const { preferences } = services;
  preferences.update({ compare: { ...preferences.values.compare, mode: 'in-turn' } });
  await settled(element);
  expect(deepAll(element, 'fw-blind-panel')).toEqual([]);
  preferences.update({ compare: { ...preferences.values.compare, mode: 'blind' } });
  await settled(element);
  expect(deepAll(element, '.votes')).toEqual([]);
});
