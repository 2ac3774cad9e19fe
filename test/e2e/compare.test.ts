import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from './support/app.ts';
import { ready, shownText } from './support/chat.ts';

let app: App;
beforeAll(async () => {
  app = await App.start();
});
afterEach(() => app.reset());
afterAll(() => app.stop());

const preferences = {
  engine: 'simd',
  compare: {
    variants: [
      { level: 'q8', engine: 'simd' },
      { level: 'q4', engine: 'simd' },
    ],
    maxTokens: 8,
    temperature: 0,
    seed: 1,
    mode: 'in-turn',
    marks: true,
  },
};

async function openCompare(): Promise<Page> {
  const page = await app.blank({ model: 'embedded', preferences });
  await page.goto(`${app.origin}/#/compare`);
  return page;
}

async function download(page: Page, form: string): Promise<string> {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: form }).click();
  return readFile(await (await coming).path(), 'utf8');
}

interface Report {
  readonly schema: number;
  readonly verdict: {
    readonly kind: string;
    readonly sentence: string;
    readonly reference: string;
    readonly chosen: {
      readonly variant: string;
      readonly quantities: Readonly<Record<string, { readonly n: number } | null>>;
    };
  };
  readonly measurements: readonly {
    readonly kind: string;
    readonly variant: { readonly level: string };
  }[];
}

describe('levels of the embedded model', () => {
  it('are measured to a verdict that outlives the page and can be taken along', async () => {
    const page = await openCompare();
    const panel = page.locator('fw-measure-panel');
    await panel.getByRole('button', { name: 'Measure', exact: true }).waitFor();
    for (const box of await panel.locator('input[name=level]').all())
      await box.setChecked(['q4', 'q8'].includes(await box.inputValue()));
    await panel.locator('select[name=reference]').selectOption('q8');
    await panel.locator('input[name=chunks]').fill('1');
    await panel.locator('input[name=questions]').check();
    await panel.locator('input[name=limit]').fill('3');
    await panel.getByRole('button', { name: 'Measure', exact: true }).click();
    const progress = page.locator('fw-measure-progress');
    await progress.getByText('Measuring speed.').waitFor();
    await progress.getByText('Measuring quality.').waitFor({ timeout: 120_000 });
    await progress.waitFor({ state: 'detached', timeout: 120_000 });

    const verdict = page.locator('fw-evidence-verdict [role=status]');
    // The shipped weights are q4's: q8 made of them can only repeat what they say.
    await expect
      .poll(() => verdict.innerText())
      .toMatch(
        /^q4 keeps (9\d|100)\.\d\s±\s\d\.\d\s% of q8’s next-token choices at 6\d\s% of the bytes/,
      );
    expect(await verdict.innerText()).toContain('on 3 questions');
    const rows = page.locator('fw-evidence-table tbody tr');
    expect(await rows.count()).toBe(2);
    expect(await page.locator('fw-evidence-chart .point').count()).toBe(1);

    const report = JSON.parse(await download(page, 'Report and all measurements')) as Report;
    expect(report.schema).toBe(3);
    expect(report.verdict).toMatchObject({
      kind: 'chosen',
      reference: 'smollm2-135m-instruct/q8@simd',
      chosen: {
        variant: 'smollm2-135m-instruct/q4@simd',
        quantities: {
          sameTop: { n: 255 },
          kld: { n: 255 },
          bitsPerByte: { n: 255 },
          decodeTps: { n: 5 },
        },
      },
    });
    for (const level of ['q4', 'q8'])
      expect(
        report.measurements
          .filter(({ variant }) => variant.level === level)
          .map(({ kind }) => kind)
          .toSorted(),
      ).toEqual(['choices', 'decode', 'first-token', 'memory', 'prefill', 'text']);
    const html = await download(page, 'one HTML file');
    expect(html).toContain('<svg');
    expect(html).not.toContain('<script');

    await page.reload();
    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => verdict.innerText()).toMatch(/^q4 keeps/);
  });

  it('answer one prompt side by side, one after the other', async () => {
    const page = await openCompare();
    await ready(page);
    await page.getByRole('textbox', { name: 'Prompt' }).fill('What is the capital of France?');
    const columns = page.locator('fw-variant-column');
    await page.getByRole('button', { name: 'Run both' }).click();
    await columns.nth(1).getByText('Waits for its turn.').waitFor();
    await page.getByText('The comparison has ended.').waitFor({ state: 'attached' });
    expect(await columns.count()).toBe(2);
    for (const column of await columns.all()) {
      expect(await shownText(column.locator('fw-markdown-text'))).toContain('Paris');
      await column.getByText('tok/s').waitFor();
    }
    await columns
      .nth(1)
      .getByText(/same tokens as q8|splits at token/)
      .waitFor();
  });
});
