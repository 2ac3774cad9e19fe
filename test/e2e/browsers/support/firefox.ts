import { launch, type ElementHandle } from 'puppeteer-core';
import { answerLimitMs, type DrivenTab } from './driven-tab.ts';
import { findDeep } from './in-page.ts';

/** Firefox over WebDriver BiDi, which it speaks itself, in a profile of its own. */
export async function startFirefox(executablePath: string): Promise<DrivenTab> {
  const browser = await launch({
    ...{ browser: 'firefox', executablePath, headless: true },
    protocolTimeout: answerLimitMs,
    extraPrefsFirefox: { 'intl.accept_languages': 'en-US' },
  });
  const page = await browser.newPage();
  return {
    version: await browser.version(),
    async goTo(address) {
      await page.goto(address);
    },
    async reload() {
      await page.reload();
    },
    evaluate: (code, ...given) => page.evaluate(code as never, ...given),
    async setFile(selector, path) {
      const input: unknown = await page.evaluateHandle(findDeep, selector);
      await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
    },
    close: () => browser.close(),
  };
}
