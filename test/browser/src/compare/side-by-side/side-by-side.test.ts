import { html } from 'lit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fail } from '../../../../../core/errors.ts';
import type { VariantChoice } from '../../../../../src/app/preferences.ts';
import '../../../../../src/compare/side-by-side/side-by-side.ts';
import type { FwSideBySide } from '../../../../../src/compare/side-by-side/side-by-side.ts';
import { comparedAnswers } from '../../../../fixtures/interface/conversations.ts';
import {
  fakeServices,
  type FakeOptions,
  type FakeServices,
} from '../../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';

const prompt = 'Why does ice float on water?';
const [asQ8 = '', asQ4 = '', asQ3 = ''] = comparedAnswers('en');
const answering = (...answers: readonly string[]) =>
  answers.map((answer) => ({ answers: [answer] }));

const onSimd = (...levels: readonly VariantChoice['level'][]): readonly VariantChoice[] =>
  levels.map((level) => ({ level, engine: 'simd' }));

interface Shown {
  readonly element: FwSideBySide;
  readonly services: FakeServices;
}

async function show(options: FakeOptions = {}): Promise<Shown> {
  const services = await fakeServices({ otherEngines: answering(asQ8, asQ4, asQ3), ...options });
  const element = await mount<FwSideBySide>(html`<fw-side-by-side></fw-side-by-side>`, services);
  return { element, services };
}

function prefer({ preferences }: FakeServices, change: object): void {
  preferences.update({ compare: { ...preferences.values.compare, ...change } });
}

async function write(element: FwSideBySide, text: string): Promise<void> {
  const textarea = deep<HTMLTextAreaElement>(element, 'textarea#prompt');
  textarea.value = text;
  textarea.dispatchEvent(new Event('input'));
  await settled(element);
}

const primary = (element: FwSideBySide): HTMLButtonElement =>
  deep<HTMLButtonElement>(element, '.primary');

async function start(element: FwSideBySide, text = prompt): Promise<void> {
  await write(element, text);
  primary(element).click();
  await settled(element);
}

const ended = (element: FwSideBySide) => () => said(element).includes('The comparison has ended.');

const said = (element: FwSideBySide): string =>
  deepAll(element, '[role=status]').map(textOf).join(' ');

const columns = (element: FwSideBySide): readonly Element[] =>
  deepAll(element, 'fw-variant-column');

const columnText = (element: FwSideBySide, index: number): string =>
  textOf(columns(element)[index] as Element);

const markedWords = (): readonly string[] =>
  [...(CSS.highlights.get('differs') ?? [])].map((range) => {
    const { startContainer, startOffset, endContainer, endOffset } = range;
    expect(endContainer).toBe(startContainer);
    return startContainer.textContent?.slice(startOffset, endOffset) ?? '';
  });

/** As the browser tells it, GiB. */
function deviceMemory(value: number): void {
  Object.defineProperty(navigator, 'deviceMemory', { value, configurable: true });
  onTestFinished(() => {
    Reflect.deleteProperty(navigator, 'deviceMemory');
  });
}

async function runToEnd(element: FwSideBySide): Promise<void> {
  await start(element);
  await eventually(ended(element));
  await settled(element);
}

test('is accessible before, while and after it runs, in both themes', async () => {
  const { element, services } = await show();
  await expectAccessible(element);
  await runToEnd(element);
  await expectAccessible(element);
  document.documentElement.dataset.theme = 'dark';
  // Colours take a moment to change.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expectAccessible(element);
  delete document.documentElement.dataset.theme;
  await new Promise((resolve) => setTimeout(resolve, 200));
  button(element, 'Edit prompt').click();
  prefer(services, { mode: 'together' });
  await settled(element);
  await expectAccessible(element);
});

test('asks every variant the same, one in memory at a time, and the chat comes back', async () => {
  const { element, services } = await show();
  await runToEnd(element);
  const [first, second] = services.otherEngines;
  expect(services.otherEngines).toHaveLength(2);
  expect([first, second].map((engine) => engine?.loads[0]?.variant.level)).toEqual(['q8', 'q4']);
  expect(first?.requests).toEqual(second?.requests);
  expect(first?.requests[0]).toMatchObject({
    messages: [{ role: 'user', content: prompt }],
    maxTokens: 96,
    sampling: { temperature: 0, seed: 1 },
  });
  expect([first?.state.kind, second?.state.kind]).toEqual(['unloaded', 'unloaded']);
  await eventually(() => services.engine.state.kind === 'ready');
  expect(columnText(element, 0)).toContain(asQ8);
  expect(columnText(element, 0)).toContain('first token 84 ms');
  expect(columnText(element, 1)).toContain(asQ4);
});

test('while it runs the chat is out of memory, and only one variant is loaded', async () => {
  const { element, services } = await show({
    otherEngines: [{ answers: [asQ8], tokenMs: 10 }, { answers: [asQ4] }],
  });
  const loaded: number[] = [];
  const count = (): void => {
    const all = [services.engine, ...services.otherEngines];
    loaded.push(all.filter(({ state }) => state.kind === 'ready').length);
  };
  await start(element);
  const watch = setInterval(count, 5);
  await eventually(() => columnText(element, 0).includes('Ice floats'));
  expect(services.engine.state.kind).toBe('unloaded');
  expect(columnText(element, 1)).toContain('Waits for its turn.');
  await eventually(ended(element));
  clearInterval(watch);
  expect(Math.max(...loaded)).toBe(1);
});

describe('differences', () => {
  test('from the reference are marked and told in words; the reference has none', async () => {
    const { element } = await show();
    await runToEnd(element);
    await eventually(() => markedWords().length > 0);
    expect(markedWords()).toEqual(['form', 'space']);
    expect(columnText(element, 0)).toContain('reference');
    expect(columnText(element, 1)).toContain('splits at token 16; 2 of 28 words differ');
  });

  test('can be hidden, and are counted from another reference', async () => {
    const { element, services } = await show();
    await runToEnd(element);
    button(element, 'Marked words differ from q8').click();
    await settled(element);
    expect(markedWords()).toEqual([]);
    expect(services.preferences.values.compare.marks).toBe(false);
    button(element, 'Mark words that differ from q8').click();
    prefer(services, { reference: 1, marks: true });
    await settled(element);
    expect(markedWords()).toEqual(['lock into', 'room']);
    expect(columnText(element, 1)).toContain('reference');
  });

  test('in code are marked in the code alone', async () => {
    const code = (operator: string) => `\`\`\`python\ntotal ${operator} value\n\`\`\``;
    const { element } = await show({ otherEngines: answering(code('='), code('+=')) });
    await runToEnd(element);
    expect(markedWords()).toEqual(['+']);
  });

  test('of the same answers are none, and that is said', async () => {
    const { element } = await show({ otherEngines: answering(asQ8, asQ8) });
    await runToEnd(element);
    expect(markedWords()).toEqual([]);
    expect(columnText(element, 1)).toContain('the same tokens as q8');
  });
});

describe('together', () => {
  test('all are loaded, then asked at once; no figures are shown', async () => {
    const { element, services } = await show({
      otherEngines: [
        { answers: [asQ8], tokenMs: 10 },
        { answers: [asQ4], tokenMs: 10 },
      ],
    });
    prefer(services, { mode: 'together' });
    await start(element);
    await eventually(
      () =>
        services.otherEngines.length === 2 &&
        services.otherEngines.every(({ requests }) => requests.length === 1),
    );
    expect(services.otherEngines.every(({ state }) => state.kind === 'ready')).toBe(true);
    expect(textOf(element)).not.toContain('tok/s');
    await eventually(ended(element));
    await settled(element);
    expect(columnText(element, 0)).toContain('can’t be compared');
    expect(textOf(element)).not.toContain('first token');
    expect(services.otherEngines.every(({ state }) => state.kind === 'unloaded')).toBe(true);
  });

  test('the memory needed is told before, and too much of it is refused', async () => {
    const { element, services } = await show();
    prefer(services, {
      mode: 'together',
      variants: [
        ...onSimd('fp32', 'q8'),
        { level: 'q8', engine: 'wasm' },
        { level: 'fp32', engine: 'wasm' },
      ],
    });
    services.preferences.update({ contextLength: 8192 });
    deviceMemory(4);
    await write(element, prompt);
    expect(textOf(element)).toContain('about 3.4 GB of memory');
    expect(textOf(element)).toContain('these need about 3.4 GB; at most 2.1 GB is used here');
    expect(primary(element).disabled).toBe(true);
    prefer(services, { mode: 'in-turn' });
    await settled(element);
    expect(primary(element).disabled).toBe(false);
  });
});

describe('failures', () => {
  test('stay in their column, with what to do; the others go on, and it can be tried again', async () => {
    const { element, services } = await show({
      otherEngines: [
        { loadError: fail('memory-refused', { stage: 'load', neededBytes: 640_000_000 }) },
        ...answering(asQ4, asQ8),
      ],
    });
    await runToEnd(element);
    expect(columnText(element, 0)).toContain('The browser refused 640.0 MB of memory');
    expect(columnText(element, 1)).toContain(asQ4);
    await expectAccessible(element);
    button(element, 'Try again').click();
    await eventually(() => columnText(element, 0).includes(asQ8));
    expect(services.otherEngines).toHaveLength(3);
    expect(columnText(element, 1)).toContain(asQ4);
  });

  test('in the middle of an answer keep what was written', async () => {
    const { element } = await show({
      otherEngines: [
        {
          answers: ['one two three four'],
          failAfter: { tokens: 2, error: fail('worker-died', { stage: 'decode' }) },
        },
        ...answering(asQ4),
      ],
    });
    await runToEnd(element);
    expect(columnText(element, 0)).toContain('one two');
    expect(columnText(element, 0)).toContain('The engine ended while the answer was being written');
    expect(columnText(element, 1)).toContain(asQ4);
  });
});

describe('stopping', () => {
  test('during a load ends all, loses nothing, and the chat comes back', async () => {
    const { element, services } = await show({ otherEngines: [{ holdLoadAt: 0.4 }] });
    await start(element);
    await eventually(() => columnText(element, 0).includes('Loading q8'));
    expect(columnText(element, 0)).toContain('40.5 of 101.2 MB');
    button(element, 'Stop all').click();
    await eventually(ended(element));
    await settled(element);
    expect(columnText(element, 0)).toContain('Stopped.');
    expect(columnText(element, 1)).toContain('Stopped.');
    await eventually(() => services.engine.state.kind === 'ready');
    expect(primary(element).disabled).toBe(false);
  });

  test('by Escape keeps what was written', async () => {
    const { element } = await show({ otherEngines: [{ answers: [asQ8], tokenMs: 30 }] });
    await start(element);
    await eventually(() => columnText(element, 0).includes('Ice floats'));
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    await eventually(ended(element));
    await settled(element);
    expect(columnText(element, 0)).toContain('Ice floats');
    expect(columnText(element, 0)).toContain('Stopped.');
    expect(columnText(element, 0)).not.toContain('same mass');
  });

  test('while the chat answers waits for it, and can be given up', async () => {
    const { element, services } = await show({ engine: { answers: ['a b c d e'], tokenMs: 40 } });
    void services.chats.current.send('Hello', performance.now());
    await eventually(() => services.chats.current.writer?.phase.kind === 'decode');
    await start(element);
    expect(textOf(element)).toContain('Begins when what runs now');
    button(element, 'Stop all').click();
    await settled(element);
    await eventually(ended(element));
    await eventually(() => services.chats.current.writer === undefined);
    expect(services.chats.current.branch[1]?.content).toBe('a b c d e');
    expect(services.otherEngines.every(({ loads }) => loads.length === 0)).toBe(true);
  });
});

describe('what can not be run', () => {
  test('an empty prompt', async () => {
    const { element, services } = await show();
    await write(element, '  \n ');
    expect(primary(element).disabled).toBe(true);
    deep(element, '#prompt').dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
    await settled(element);
    expect(textOf(element)).toContain('The prompt is empty.');
    expect(services.otherEngines).toHaveLength(0);
  });

  test('a prompt longer than the context: the count is told before', async () => {
    const { element, services } = await show({ preferences: { contextLength: 512 } });
    const long = Array.from({ length: 600 }, (_, index) => `word${index}`).join(' ');
    await write(element, long);
    await eventually(() => textOf(element).includes('The prompt has 625 tokens'));
    expect(textOf(element)).toContain('the context holds 512');
    expect(primary(element).disabled).toBe(true);
    expect(services.otherEngines).toHaveLength(0);
  });

  test('the same variant twice', async () => {
    const { element, services } = await show();
    prefer(services, { variants: onSimd('q4', 'q4') });
    await write(element, prompt);
    expect(textOf(element)).toContain('q4 on SIMD stands twice.');
    expect(primary(element).disabled).toBe(true);
  });
});

test('variants can be added up to four and taken out down to two, and are remembered', async () => {
  const { element, services } = await show();
  const variants = () => services.preferences.values.compare.variants;
  button(element, 'Another variant').click();
  await settled(element);
  button(element, 'Another variant').click();
  await settled(element);
  expect(columns(element)).toHaveLength(4);
  expect(new Set(variants().map(({ level, engine }) => `${level}@${engine}`)).size).toBe(4);
  expect(deepAll(element, 'button').some((each) => textOf(each).trim() === 'Another variant')).toBe(
    false,
  );
  expect(textOf(primary(element)).trim()).toBe('Run all four');
  const take = (index: number): void => {
    columns(element)[index]?.dispatchEvent(new CustomEvent('fw-column', { detail: 'remove' }));
  };
  take(0);
  await settled(element);
  take(0);
  await settled(element);
  expect(columns(element)).toHaveLength(2);
  expect(textOf(primary(element)).trim()).toBe('Run both');
  expect(variants()).toHaveLength(2);
});

test('a chat gives its last question, with what was said before it', async () => {
  const { element, services } = await show();
  const { current } = services.chats;
  await current.setSystemPrompt('Be brief.');
  await current.send('First question', performance.now());
  await eventually(() => !current.writer && current.branch.length === 2);
  await current.send('Second question', performance.now());
  await eventually(() => !current.writer && current.branch.length === 4);
  await services.chats.refresh();
  await settled(element);
  const menu = deepAll(element, 'wa-dropdown').find((each) => textOf(each).includes('From a chat'));
  menu?.dispatchEvent(new CustomEvent('wa-select', { detail: { item: { value: current.id } } }));
  await eventually(() => deep<HTMLTextAreaElement>(element, '#prompt').value === 'Second question');
  expect(textOf(element)).toContain('After 2 earlier messages of its chat.');
  primary(element).click();
  await eventually(ended(element));
  expect(services.otherEngines[0]?.requests[0]?.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'First question' },
    { role: 'assistant', content: 'Paris.' },
    { role: 'user', content: 'Second question' },
  ]);
});

test('numbers outside their limits are brought inside', async () => {
  const { element, services } = await show();
  const enter = (id: string, value: string): void => {
    const input = deep<HTMLInputElement>(element, `#${id}`);
    input.value = value;
    input.dispatchEvent(new Event('change'));
  };
  enter('temperature', '9');
  enter('maxTokens', '0');
  enter('seed', '');
  expect(services.preferences.values.compare).toMatchObject({
    temperature: 2,
    maxTokens: 1,
    seed: 1,
  });
});
