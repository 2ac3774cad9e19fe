import { readFileSync } from 'node:fs';
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
  #browser: Browser;
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

  /**
   * @param gguf path of the GGUF file
   * @param hub folder of models in the hub's layout
   */
  static async open(gguf?: string, hub?: string): Promise<BenchBrowser> {
    const serve = (folder: string) =>
      sirv(folder, {
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
          name: 'models-of-peers',
          configureServer: ({ middlewares }) => {
            if (gguf !== undefined) middlewares.use('/gguf', serve(dirname(gguf)));
            if (hub !== undefined) middlewares.use('/hub', serve(hub));
          },
        },
      ],
    });
    await server.listen();
    return new BenchBrowser(server, await launch(), gguf);
  }

  get version(): string {
    return this.#browser.version();
  }

  /** A fresh page: what one engine holds is gone before the next is measured. */
  async page(): Promise<Page> {
    if (!this.#browser.isConnected()) this.#browser = await launch();
    const page = await this.#browser.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(this.#address);
    await page.waitForFunction(() => window.bench !== undefined);
    return page;
  }

  /**
   * Peak resident memory of the largest renderer process, bytes: that of the one page that is open.
   * `undefined` where the system doesn't tell (anything but Linux).
   */
  async peakBytes(): Promise<number | undefined> {
    const session = await this.#browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    const peaks = processInfo
      .filter(({ type }) => type === 'renderer')
      .flatMap(({ id }) => peakOfProcess(id) ?? []);
    return peaks.length > 0 ? Math.max(...peaks) : undefined;
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }
}

function launch(): Promise<Browser> {
  const [executablePath] = installedChromiums();
  return chromium.launch({
    args: [...chromiumArguments],
    ...(executablePath === undefined ? {} : { executablePath }),
  });
}

/** Peak resident memory, bytes, by Linux's account. */
export function peakOfProcess(id: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${id}/status`, 'utf8');
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
