import { expect, test } from 'vitest';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import { eventually } from '../../../fixtures/interface/mount.ts';

test('a use that is stopped while another runs ends at once, and the other goes on', async () => {
  const { model } = await fakeServices();
  let finish = (): void => undefined;
  const first = model.use(
    new AbortController().signal,
    () => new Promise<string>((resolve) => (finish = () => resolve('done'))),
  );
  const stop = new AbortController();
  let ran = false;
  const second = model.use(stop.signal, () => {
    ran = true;
    return Promise.resolve();
  });
  stop.abort();
  await expect(second).rejects.toMatchObject({ failure: { code: 'cancelled' } });
  finish();
  await expect(first).resolves.toBe('done');
  await model.use(new AbortController().signal, () => Promise.resolve());
  expect(ran).toBe(false);
});

test('a load can be cancelled while a question waits for it', async () => {
  const { model, engine } = await fakeServices({ loaded: false, engine: { holdLoadAt: 0.5 } });
  model.load();
  const answer = model.use(new AbortController().signal, () => Promise.resolve('answered'));
  answer.catch(() => undefined);
  await eventually(() => engine.state.kind === 'loading');
  model.cancelLoad();
  await eventually(() => engine.state.kind === 'unloaded');
});

test('what borrows the memory runs alone: the variant goes, uses wait, and then it comes back', async () => {
  const { model, engine } = await fakeServices();
  const order: string[] = [];
  let finish = (): void => undefined;
  const borrowed = model.lend('compare', new AbortController().signal, async () => {
    order.push(`borrowed, ${engine.state.kind}`);
    await new Promise<void>((resolve) => (finish = resolve));
    return 'compared';
  });
  const use = model.use(new AbortController().signal, () => {
    order.push(`used, ${engine.state.kind}`);
    return Promise.resolve();
  });
  await eventually(() => order.length > 0);
  expect(model.loan?.to).toBe('compare');
  finish();
  await expect(borrowed).resolves.toBe('compared');
  await use;
  expect(order).toEqual(['borrowed, unloaded', 'used, ready']);
  expect(model.loan).toBeUndefined();
});

test('after a loan the variant comes back without being asked for, also when it was stopped', async () => {
  const { model, engine } = await fakeServices();
  const borrowed = model.lend(
    'benchmark',
    new AbortController().signal,
    (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  );
  borrowed.catch(() => undefined);
  await eventually(() => model.loan !== undefined);
  model.loan?.stop();
  await expect(borrowed).rejects.toThrow('stopped');
  await eventually(() => engine.state.kind === 'ready');
});
