import { createServer, type RequestListener, type Server } from 'node:http';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import type { AutomationOptions } from '../../../src/app/automation-contract.ts';
import type { ModelOption } from '../../../src/app/model-option.ts';
import { modelFromFolder } from '../../../scripts/ask/model-folder.ts';
import {
  chromiumArguments,
  installedChromiums,
  softwareGpuArguments,
} from '../../../scripts/chromium.mjs';
import { createAppServer, distFolder, listen } from '../../../scripts/serve.mjs';
import { createPlainServer } from './plain-server.ts';
import { makeTinyModel, tinyConfigs } from './tiny-model.ts';

type AppScope = typeof globalThis & { featherweightAutomation?: AutomationOptions };

/** Stands between browser and server: answers itself, or lets the request through by `next`. */
export type Interference = (
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  next: () => void,
) => void;

export interface PageOptions extends BrowserContextOptions {
  /** In place of the tiny model; `embedded` leaves the app as it is. */
  readonly model?: ModelOption | 'embedded';
  /** What a person had chosen before (`localStorage`). */
  readonly preferences?: object;
  /** Runs in the page before the app does. */
  readonly before?: () => void;
}

export interface AppOptions {
  /** Shape of the tiny model. */
  readonly tiny?: keyof typeof tinyConfigs;
  /** Lets WebGPU be computed on the CPU. */
  readonly softwareGpu?: boolean;
  readonly mounts?: Readonly<Record<string, string>>;
  /** `plain`: a static host that sets no headers; the app lies at `/` and at `/sub/path/`. */
  readonly host?: 'ours' | 'plain';
  /** The built app, where another one than dist/ is served. */
  readonly root?: string;
  /** That the page may fetch models from, as by `npm start -- --hub`. */
  readonly hubs?: readonly string[];
}

/** The built app on a server of its own, and one browser: for one test file. */
export class App {
  readonly origin: string;
  readonly browser: Browser;
  readonly tiny: ModelOption;
  /** For the test under way; `undefined` lets everything through. */
  interference: Interference | undefined;
  /** Serves on with another policy, as when the server was started again with other hubs. */
  readonly allowHubs: (hubs: readonly string[]) => void;
  readonly #server: Server;
  readonly #removeTiny: () => Promise<void>;

  private constructor(
    origin: string,
    browser: Browser,
    tiny: ModelOption,
    server: Server,
    allowHubs: App['allowHubs'],
    removeTiny: () => Promise<void>,
  ) {
    this.origin = origin;
    this.browser = browser;
    this.tiny = tiny;
    this.#server = server;
    this.allowHubs = allowHubs;
    this.#removeTiny = removeTiny;
  }

  static async start(options: AppOptions = {}): Promise<App> {
    const { tiny = 'quick', softwareGpu, root = distFolder, host = 'ours' } = options;
    const { folder, remove } = await makeTinyModel(tinyConfigs[tiny]);
    const mounts = { '/tiny/': folder, ...options.mounts };
    const serve = (hubs = options.hubs): Server =>
      host === 'plain'
        ? createPlainServer({ ...mounts, '/sub/path/': root, '/': root })
        : createAppServer({ root, mounts, ...(hubs && { hubs }) });
    let served = serve();
    const interference: { current: App | undefined } = { current: undefined };
    const server = createServer((request, response) => {
      const next = (): void => void served.emit('request', request, response);
      const interfere = interference.current?.interference;
      if (interfere) interfere(request, response, next);
      else next();
    });
    const port = await listen(server, { port: 0, host: '127.0.0.1' });
    const origin = `http://127.0.0.1:${port}`;
    const [executablePath] = installedChromiums();
    const browser = await chromium.launch({
      args: [...chromiumArguments, ...(softwareGpu ? softwareGpuArguments : [])],
      ...(executablePath === undefined ? {} : { executablePath }),
    });
    const option = await modelFromFolder(folder, `${origin}/tiny/`);
    const allowHubs = (hubs: readonly string[]): void => void (served = serve(hubs));
    const app = new App(origin, browser, option, server, allowHubs, remove);
    interference.current = app;
    return app;
  }

  /** A page in a profile of its own, with the app open. */
  async open(options: PageOptions = {}): Promise<Page> {
    const page = await this.blank(options);
    await page.goto(`${this.origin}/`);
    return page;
  }

  /** As `open`, before the app is gone to. */
  async blank({ model, preferences, before, ...context }: PageOptions = {}): Promise<Page> {
    // What a test changes at the server must reach the page: only tests of the worker let it in.
    const profile = await this.browser.newContext({
      locale: 'en',
      serviceWorkers: 'block',
      ...context,
    });
    profile.setDefaultTimeout(60_000);
    if (model !== 'embedded')
      await profile.addInitScript(
        (models) => {
          (globalThis as AppScope).featherweightAutomation = { models: [models] };
        },
        { ...(model ?? this.tiny), name: 'Tiny', shortName: 'Tiny' },
      );
    if (preferences)
      await profile.addInitScript((values) => {
        if (localStorage.getItem('featherweight.preferences') === null)
          localStorage.setItem('featherweight.preferences', JSON.stringify(values));
      }, preferences);
    if (before) await profile.addInitScript(before);
    return profile.newPage();
  }

  /** Closes every page, so that the next test starts from nothing. */
  async reset(): Promise<void> {
    this.interference = undefined;
    await Promise.all(this.browser.contexts().map((profile) => profile.close()));
  }

  /** From here on nothing listens at `origin`. */
  stopServer(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.stopServer();
    await this.#removeTiny();
  }
}
