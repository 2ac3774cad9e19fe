import { chromium, type Browser, type Page } from 'playwright';
import sirv from 'sirv';
import { createServer, type ViteDevServer } from 'vite';
import { basename, dirname } from 'node:path';
import { chromiumArguments, installedChromiums } from '../../scripts/chromium.mjs';
import { isolationHeaders } from '../../scripts/headers.mjs';
import { projectFolder } from '../../scripts/project.mjs';

/** A served bench page in a headless Chromium. */
export class BenchBrowser {
  readonly #server: ViteDevServer;
  readonly #browser: Browser;
  readonly #address: string;
  /** Where the GGUF file is served, if one was given. */
  readonly ggufAddress: string;

  private constructor(server: ViteDevServer, browser: Browser, gguf: string | undefined) {
    this.#server = server;
    this.#browser = browser;
    const [local] = server.resolvedUrls?.local ?? [];
    if (local === undefined) throw new Error('the bench page is not served');
    this.#address = `${local}bench/page/index.html`;
    this.ggufAddress = gguf === undefined ? '' : `${local}gguf/${basename(gguf)}`;
  }

  static async open(gguf?: string): Promise<BenchBrowser> {
    const files = sirv(gguf === undefined ? `${projectFolder}bench/page` : dirname(gguf), {
      dev: true,
      setHeaders: (response) => {
        for (const [name, value] of Object.entries(isolationHeaders)) {
          response.setHeader(name, value);
        }
      },
    });
    const server = await createServer({
      root: projectFolder,
      configFile: `${projectFolder}vite.config.ts`,
      base: '/',
      logLevel: 'error',
      server: { port: 0, hmr: false, watch: null },
      plugins: [
        {
          name: 'gguf',
          configureServer: ({ middlewares }) => void middlewares.use('/gguf', files),
        },
      ],
    });
    await server.listen();
    const [executablePath] = installedChromiums();
    const browser = await chromium.launch({
      args: [...chromiumArguments],
      ...(executablePath === undefined ? {} : { executablePath }),
    });
    return new BenchBrowser(server, browser, gguf);
  }

  get version(): string {
    return this.#browser.version();
  }

  /** A fresh page: what one engine holds is gone before the next is measured. */
  async page(): Promise<Page> {
    const page = await this.#browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(this.#address);
    await page.waitForFunction(() => window.bench !== undefined);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}
