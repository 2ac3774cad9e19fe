import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Builder, Capabilities, type WebElement } from 'selenium-webdriver';
import type { installedWebKit } from '../../../../scripts/other-browsers.mjs';
import { listen } from '../../../../scripts/serve.mjs';
import { answerLimitMs, type DrivenTab } from './driven-tab.ts';
import { findDeep } from './in-page.ts';

const startLimitMs = 20_000;

type Programs = NonNullable<ReturnType<typeof installedWebKit>>;

/** WebKitGTK's MiniBrowser on a screen in memory, by its own WebDriver, in a profile of its own. */
export async function startWebKit(
  { driver, screen, browser }: Programs,
  environment: Readonly<Record<string, string>>,
): Promise<DrivenTab> {
  const display = await startScreen(screen);
  const port = await freePort();
  const driving = spawn(driver, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, ...environment, DISPLAY: display.name, LANG: 'en_US.UTF-8' },
  });
  const stop = (): void => {
    driving.kill();
    display.process.kill();
  };
  try {
    await listens(`http://127.0.0.1:${port}/status`);
    const session = await new Builder()
      .usingServer(`http://127.0.0.1:${port}`)
      .withCapabilities(
        new Capabilities({
          browserName: 'MiniBrowser',
          'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
        }),
      )
      .build();
    await session.manage().setTimeouts({ script: answerLimitMs, pageLoad: 60_000 });
    const capabilities = await session.getCapabilities();
    return {
      version: `WebKitGTK ${capabilities.getBrowserVersion() ?? ''}`,
      goTo: (address) => session.get(address),
      reload: () => session.navigate().refresh(),
      evaluate: (code, ...given) => session.executeScript(written(code), ...given),
      async setFile(selector, path) {
        const input = await session.executeScript<WebElement>(written(findDeep), selector);
        await input.sendKeys(path);
      },
      async close() {
        await session.quit();
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

/** As the body of a function, which is what WebDriver takes. */
const written = (code: unknown): string => `return (${String(code)})(...arguments)`;

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server as never, { port: 0, host: '127.0.0.1' });
  server.close();
  return port;
}

async function listens(address: string): Promise<void> {
  for (const end = Date.now() + startLimitMs; ;) {
    try {
      await fetch(address);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The X server picks a free number and tells it. */
async function startScreen(
  program: string,
): Promise<{ readonly name: string; readonly process: ChildProcess }> {
  const process = spawn(
    program,
    ['-displayfd', '3', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  const [number] = (await once(process.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { name: `:${number.toString().trim()}`, process };
}
