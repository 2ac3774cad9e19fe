import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { idle, ready, send, stopButton } from './support/chat.ts';
import { kept, shellCaches } from './support/offline.ts';
import { deployment, type Deployment } from './support/second-build.ts';

let app: App;
let deployed: Deployment;
beforeAll(async () => {
  deployed = await deployment();
  app = await App.start({ root: deployed.folder, tiny: 'slow' });
});
afterAll(async () => {
  await app.stop();
  await deployed.remove();
});

/** So long that a test stops them. */
const longAnswers = { maxTokens: 8000, contextLength: 8192 };

const isSecond = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.dataset.build === 'second');

const reloadToUpdate = (page: Page) => page.getByRole('button', { name: 'Reload to update' });

it('offers a newer version, and changes to it in the tab that asks, when it asks', async () => {
  const one = await app.open({ serviceWorkers: 'allow', preferences: longAnswers });
  await ready(one);
  await kept(one);
  const two = await one.context().newPage();
  await two.goto(`${app.origin}/`);
  await ready(two);

  // First: a browser may look for a newer version by itself at any time after a navigation.
  await send(one, 'Write until you are stopped.');
  await stopButton(one).waitFor();
  await deployed.deploySecond();
  // What the browser does at each navigation and once a day.
  await one.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
  await two.getByText('A newer version of Featherweight is ready.').waitFor();
  expect(await reloadToUpdate(one).count()).toBe(0);
  await stopButton(one).click();
  await reloadToUpdate(one).waitFor();
  await send(one, 'Write on until you are stopped.');
  await expect.poll(() => reloadToUpdate(one).isDisabled()).toBe(true);
  await stopButton(one).click();
  await idle(one);

  // A reload by itself changes nothing, and code that comes late comes from the same build.
  await one.reload();
  await ready(one);
  expect(await isSecond(one)).toBe(false);
  await one.getByRole('link', { name: 'Benchmark' }).click();
  await one.locator('fw-bench-setup').waitFor();
  await one.getByRole('link', { name: 'Chat' }).click();

  await reloadToUpdate(one).click();
  await one.waitForFunction(() => document.documentElement.dataset.build === 'second');
  await ready(one);
  expect(await reloadToUpdate(one).count()).toBe(0);

  // The other tab was left as it was, and goes on with what it came from.
  expect(await isSecond(two)).toBe(false);
  await two.getByRole('link', { name: 'Benchmark' }).click();
  await two.locator('fw-bench-setup').waitFor();
  await reloadToUpdate(two).waitFor();
  expect(await shellCaches(one)).toHaveLength(2);

  await two.close();
  await one.reload();
  await ready(one);
  expect(await isSecond(one)).toBe(true);
  await expect.poll(async () => (await shellCaches(one)).length).toBe(1);
});
