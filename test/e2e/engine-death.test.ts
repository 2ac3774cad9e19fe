import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { answers, ask, grown, ready, send, shownText } from './support/chat.ts';
import { beforeTheEngine, heldBack } from './support/interference.ts';

let app: App;
beforeAll(async () => {
  app = await App.start({ tiny: 'slow' });
});
afterEach(() => app.reset());
afterAll(() => app.stop());

/** Remembers the workers that the app starts. */
const rememberWorkers = (): void => {
  const scope = globalThis as { startedWorkers?: Worker[] };
  const started: Worker[] = (scope.startedWorkers = []);
  globalThis.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      started.push(this);
    }
  };
};

/** Ends the engine's worker as the browser does when memory is short: at once, without any event. */
const killEngine = (page: Page): Promise<void> =>
  page.evaluate(() => {
    (globalThis as { startedWorkers?: Worker[] }).startedWorkers?.at(-1)?.terminate();
  });

const died = (page: Page, stage: string) =>
  page.getByRole('alert').getByText(`The engine ended ${stage}`).first();

const shortAnswers = { maxTokens: 8, contextLength: 8192 };
const longAnswers = { maxTokens: 4000, contextLength: 8192 };

describe('the worker is killed', () => {
  it('while the model loads', async () => {
    const held = heldBack('.onnx_data');
    app.interference = held.interference;
    const page = await app.open({ preferences: shortAnswers, before: rememberWorkers });
    await held.reached;
    await killEngine(page);
    await died(page, 'while the model was loading').waitFor();
    held.release();
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await ask(page, 'Hello')).not.toBe('');
  });

  it('while the question is read', async () => {
    const page = await app.open({ preferences: shortAnswers, before: rememberWorkers });
    await ready(page);
    await send(page, 'word '.repeat(4000));
    await page.getByText('Reading the question').waitFor();
    await killEngine(page);
    await died(page, 'while the question was being read').waitFor();
    await page.getByRole('link', { name: 'New chat' }).first().click();
    expect(await ask(page, 'Hello again')).not.toBe('');
  });

  it('while the answer is written, of which nothing is lost', async () => {
    const page = await app.open({ preferences: longAnswers, before: rememberWorkers });
    await send(page, 'Hello');
    const answer = answers(page).first();
    const shown = await grown(answer, 100);
    await killEngine(page);
    await died(page, 'while the answer was being written').waitFor();
    const kept = await shownText(answer);
    expect(kept.slice(0, 50)).toBe(shown.slice(0, 50));
    expect(kept.length).toBeGreaterThan(50);
    await page.reload();
    await answer.waitFor();
    expect((await shownText(answer)).slice(0, 50)).toBe(shown.slice(0, 50));
  });
});

describe('memory is refused', () => {
  it('when the engine starts', async () => {
    app.interference = beforeTheEngine(() => {
      WebAssembly.Memory = function () {
        throw new RangeError('could not allocate memory');
      } as never;
    });
    const page = await app.open({ preferences: shortAnswers });
    await page
      .getByRole('alert')
      .getByText(/refused .*memory while the model was loading/)
      .waitFor();
    app.interference = undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    expect(await ask(page, 'Hello')).not.toBe('');
  });

  it('when it would grow', async () => {
    app.interference = beforeTheEngine(() => {
      WebAssembly.Memory.prototype.grow = () => {
        throw new RangeError('could not grow memory');
      };
    });
    // Our own engine never grows its memory.
    const page = await app.open({ preferences: { engine: 'wasm', contextLength: 8192 } });
    await page
      .getByRole('alert')
      .getByText(/refused .*memory/)
      .waitFor();
  });
});
