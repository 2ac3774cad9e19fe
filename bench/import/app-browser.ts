import { chromium, type Browser, type Page } from 'playwright';
import { chromiumArguments, installedChromiums } from '../../scripts/chromium.mjs';
import { createAppServer, listen } from '../../scripts/serve.mjs';
import type { AutomationOptions } from '../../src/app/automation-contract.ts';
import { peakOfProcess } from '../peers/browser.ts';

type AppScope = typeof globalThis & { featherweightAutomation?: AutomationOptions };

/** Peak resident memory in bytes; `undefined` where the system doesn't tell (anything but Linux). */
export interface Peaks {
  /** Of the largest renderer: the page with its workers. */
  readonly renderer: number | undefined;
  /** Of all the browser's processes, each at its own peak: memory that they share counts in each. */
  readonly all: number | undefined;
}

/** The built app on a server of its own, in a browser of its own whose chat loads nothing. */
export class AppBrowser {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #close: () => void;

  private constructor(page: Page, browser: Browser, close: () => void) {
    this.page = page;
    this.#browser = browser;
    this.#close = close;
  }

  static async open(): Promise<AppBrowser> {
    const server = createAppServer();
    const port = await listen(server, { port: 0, host: '127.0.0.1' });
    const [executablePath] = installedChromiums();
    const browser = await chromium.launch({
      args: [...chromiumArguments],
      ...(executablePath === undefined ? {} : { executablePath }),
    });
    const profile = await browser.newContext({ locale: 'en', serviceWorkers: 'block' });
    profile.setDefaultTimeout(600_000);
    await profile.addInitScript(() => {
      (globalThis as AppScope).featherweightAutomation = { autoload: false };
    });
    const page = await profile.newPage();
    await page.goto(`http://127.0.0.1:${port}/#/models`);
    await page.getByRole('heading', { name: 'Catalogue' }).waitFor();
    return new AppBrowser(page, browser, () => server.close());
  }

  get version(): string {
    return this.#browser.version();
  }

  async peaks(): Promise<Peaks> {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const peaks = processInfo.map(({ type, id }) => ({ type, bytes: peakOfProcess(id) }));
    const known = peaks.flatMap(({ bytes }) => bytes ?? []);
    const renderers = peaks.flatMap(({ type, bytes }) =>
      type === 'renderer' ? (bytes ?? []) : [],
    );
    return {
      renderer: renderers.length > 0 ? Math.max(...renderers) : undefined,
      all: known.length > 0 ? known.reduce((sum, bytes) => sum + bytes, 0) : undefined,
    };
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#close();
  }
}
