import { describe, expect, test } from 'vitest';
import {
  button,
  eventually,
  expectAccessible,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';
import {
  asQ4,
  asQ8,
  columnText,
  deviceMemory,
  ended,
  onSimd,
  prefer,
  primary,
  prompt,
  runToEnd,
  show,
  start,
  write,
} from '../../../../fixtures/interface/side-by-side.ts';

test('is accessible before, while and after it runs, in both themes', async () => {
  const { element, services } = await show();
  await expectAccessible(element);
  await runToEnd(element);
  await expectAccessible(element);
  document.documentElement.dataset.theme = 'dark';
  await expectAccessible(element);
  delete document.documentElement.dataset.theme;
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
