import type { Page } from 'playwright';

/** Waits until the app is kept on the device. */
export const kept = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });

/** Opens the settings, which say what is kept. */
export async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Without the network' }).waitFor();
}

/** The row of what is kept that begins so, as text. */
export const keptRow = async (page: Page, name: string): Promise<string> =>
  (await page.locator('fw-offline-settings li').filter({ hasText: name }).innerText()).replace(
    /\s+/g,
    ' ',
  );

export const shellCaches = (page: Page): Promise<readonly string[]> =>
  page.evaluate(async () =>
    (await caches.keys()).filter((name) => name.startsWith('featherweight-shell')),
  );
