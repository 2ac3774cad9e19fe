import type { Page } from 'playwright';

/** Picks a file on the Models screen, keeps what it holds, and waits until it is listed. */
export async function importFile(page: Page, path: string): Promise<void> {
  await page.locator('fw-import-box input.files').setInputFiles(path);
  const dialog = page.getByRole('dialog', { name: 'What these files hold' });
  await dialog.getByRole('checkbox').waitFor();
  await dialog.getByRole('button', { name: 'Keep on this device' }).click();
  await page
    .locator('fw-device-list')
    .getByRole('button', { name: /^Remove / })
    .waitFor();
}
