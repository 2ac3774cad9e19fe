import type { Server } from 'node:http';
import { chromium, type Browser, type Page } from 'playwright';
import type {
  Automation,
  AutomationAnswer,
  AutomationBenchmark,
  AutomationBenchmarkProgress,
  AutomationBenchmarkResult,
  AutomationEvaluation,
  AutomationEvaluationProgress,
  AutomationEvaluationResult,
  AutomationLoad,
  AutomationOptions,
  Outcome,
} from '../../src/app/automation-contract.ts';
import type { GenerateRequest, LoadResult } from '../../core/contract.ts';
import { chromiumArguments } from '../chromium.mjs';
import { createAppServer, listen } from '../serve.mjs';

type Scope = typeof globalThis & {
  featherweightAutomation?: AutomationOptions;
  featherweight?: Automation;
  featherweightText?: (text: string) => Promise<void>;
  featherweightBenchmark?: (progress: AutomationBenchmarkProgress) => Promise<void>;
  featherweightEvaluation?: (progress: AutomationEvaluationProgress) => Promise<void>;
};

export interface DrivenPageOptions {
  readonly browserArguments: readonly string[];
  /** A browser's path; `undefined` for Playwright's own. */
  readonly executablePath: string | undefined;
  /** Further folders to serve by address, `/model/`. */
  readonly mounts: Readonly<Record<string, string>>;
  /** Made when the server's address is known. */
  readonly automation: (origin: string) => Promise<AutomationOptions>;
  readonly onText?: (text: string) => void;
  readonly onBenchmark?: (progress: AutomationBenchmarkProgress) => void;
  readonly onEvaluation?: (progress: AutomationEvaluationProgress) => void;
}

/** The built app, served on the loopback address and open in a headless Chromium, as functions. */
export class DrivenPage {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #page: Page;

  private constructor(server: Server, browser: Browser, page: Page) {
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
  }

  static async open(options: DrivenPageOptions): Promise<DrivenPage> {
    const server = createAppServer({ mounts: options.mounts });
    const port = await listen(server, { port: 0, host: '127.0.0.1' });
    let browser: Browser | undefined;
    try {
      const origin = `http://127.0.0.1:${port}`;
      const automation = await options.automation(origin);
      const { executablePath } = options;
      browser = await chromium.launch({
        args: [...chromiumArguments, ...options.browserArguments],
        ...(executablePath === undefined ? {} : { executablePath }),
      });
      const page = await openApp(browser, origin, automation, options);
      return new DrivenPage(server, browser, page);
    } catch (error) {
      // Either would keep the command from ending.
      await browser?.close();
      server.close();
      throw error;
    }
  }

  /** The models that the page offers. */
  models(): Promise<Automation['models']> {
    return this.#page.evaluate(() => (globalThis as Required<Scope>).featherweight.models);
  }

  load(request: AutomationLoad): Promise<Outcome<LoadResult>> {
    return this.#page.evaluate(
      (given) => (globalThis as Required<Scope>).featherweight.load(given),
      request,
    );
  }

  generate(request: Omit<GenerateRequest, 'id'>): Promise<Outcome<AutomationAnswer>> {
    return this.#page.evaluate(async (given) => {
      const { featherweight, featherweightText } = globalThis as Required<Scope>;
      let told = Promise.resolve();
      const outcome = await featherweight.generate(given, (text) => {
        told = told.then(() => featherweightText(text));
      });
      await told;
      return outcome;
    }, request);
  }

  benchmark(request: AutomationBenchmark): Promise<Outcome<AutomationBenchmarkResult>> {
    return this.#page.evaluate(async (given) => {
      const { featherweight, featherweightBenchmark } = globalThis as Required<Scope>;
      let told = Promise.resolve();
      const outcome = await featherweight.benchmark(given, (progress) => {
        told = told.then(() => featherweightBenchmark(progress));
      });
      await told;
      return outcome;
    }, request);
  }

  evaluation(request: AutomationEvaluation): Promise<Outcome<AutomationEvaluationResult>> {
    return this.#page.evaluate(async (given) => {
      const { featherweight, featherweightEvaluation } = globalThis as Required<Scope>;
      let told = Promise.resolve();
      const outcome = await featherweight.evaluation(given, (progress) => {
        told = told.then(() => featherweightEvaluation(progress));
      });
      await told;
      return outcome;
    }, request);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

async function openApp(
  browser: Browser,
  origin: string,
  automation: AutomationOptions,
  options: DrivenPageOptions,
): Promise<Page> {
  const {
    onText = () => undefined,
    onBenchmark = () => undefined,
    onEvaluation = () => undefined,
  } = options;
  // Keeping the app for later would go on beside what is measured.
  const page = await browser.newPage({ locale: 'en', serviceWorkers: 'block' });
  await page.exposeFunction('featherweightText', onText);
  await page.exposeFunction('featherweightBenchmark', onBenchmark);
  await page.exposeFunction('featherweightEvaluation', onEvaluation);
  await page.addInitScript((given) => {
    (globalThis as Scope).featherweightAutomation = given;
  }, automation);
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => (globalThis as Scope).featherweight !== undefined);
  return page;
}
