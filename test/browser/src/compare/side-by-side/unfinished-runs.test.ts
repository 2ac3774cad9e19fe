import { describe, expect, test } from 'vitest';
import { fail } from '../../../../../core/errors.ts';
import {
  button,
  deep,
  eventually,
  expectAccessible,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';
import {
  answering,
  asQ4,
  asQ8,
  columnText,
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
