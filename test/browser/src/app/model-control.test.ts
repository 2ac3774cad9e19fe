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
