import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAppServer, listen } from '../../../scripts/serve.mjs';
import { writeGguf } from '../../fixtures/gguf/gguf-writer.ts';
import { tinyConfig, tinyLlama } from '../../fixtures/gguf/tiny-llama.ts';
import { otherBrowsers } from './support/browsers.ts';
import { Screen } from './support/screen.ts';

const twoLevels = {
  maxTokens: 24,
  compare: {
    variants: [
      { level: 'q8', engine: 'simd' },
      { level: 'q4', engine: 'simd' },
    ],
    maxTokens: 8,
  },
};

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'featherweight-browsers-'));
  file = join(folder, 'small.gguf');
  await writeFile(file, writeGguf(tinyLlama({ config: { ...tinyConfig, contextLength: 1024 } })));
});
afterAll(() => rm(folder, { recursive: true }));

describe.each(otherBrowsers)('$name', ({ name, start, hasThreads }) => {
  if (!start) {
    const reason = 'not installed here; npm run test:full installs it where apt-get can';
    console.log(`${name} is ${reason}.`);
    it.skip(reason, () => undefined);
    return;
  }
  let server: Server;
  let origin: string;
  let screen: Screen;

  beforeAll(async () => {
    server = createAppServer();
    origin = `http://127.0.0.1:${await listen(server, { port: 0, host: '127.0.0.1' })}`;
    screen = new Screen(await start());
    console.log(`${name}: ${screen.tab.version}`);
  });
  afterAll(async () => {
    await screen.tab.close();
    server.close();
    server.closeAllConnections();
  });

  it('answers on a first visit, and says what is missing', async () => {
    await screen.tab.goTo(`${origin}/`);
    expect(await screen.ask('What is the capital of France?')).toContain('Paris');
    const notice = await screen.read('fw-notice', 'shares no memory between threads');
    expect(notice).toHaveLength(hasThreads ? 0 : 1);
  });

  it('stops an answer, and keeps what was written', async () => {
    await screen.send('Write a long story about a lighthouse.');
    await screen.until(
      async () => ((await screen.read('fw-markdown-text')).at(-1)?.length ?? 0) > 40,
    );
    await screen.click('fw-composer button', 'Stop');
    await screen.see('fw-message', 'Stopped.');
    expect((await screen.read('fw-markdown-text')).at(-1)).not.toBe('');
  });

  it('compares two levels', async () => {
    await screen.tab.evaluate((values) => {
      localStorage.setItem('featherweight.preferences', JSON.stringify(values));
    }, twoLevels);
    await screen.tab.goTo(`${origin}/#/compare`);
    await screen.tab.reload();
    await screen.fill('fw-compare-screen textarea', 'What is the capital of France?');
    await screen.click('button', 'Run both');
    await screen.see('[role=status]', 'The comparison has ended.');
    const columns = await screen.read('fw-variant-column', 'tok/s');
    expect(columns).toHaveLength(2);
    for (const column of columns) expect(column).toContain('Paris');
  });

  it('brings a GGUF file in, and answers from it', async () => {
    await screen.click('a', 'Models');
    await screen.see('fw-import-box', '');
    await screen.tab.setFile('input.files', file);
    await screen.click('button', 'Keep on this device');
    await screen.click('fw-device-list button', 'small');
    await screen.click('button', 'Use in Chat');
    await screen.click('a', 'Chat');
    await screen.see('button', 'Model: small');
    expect(await screen.ask('Hello')).not.toBe('');
  });

  it('runs the quick benchmark', async () => {
    await screen.click('a', 'Benchmark');
    await screen.click('fw-bench-setup button.start', '');
    await screen.see('fw-result-table tr', 'tg32');
    await screen.see('fw-run-report .actions', '');
  });

  it('is reloaded and answers when the server is gone', async () => {
    await screen.tab.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    server.close();
    server.closeAllConnections();
    await screen.tab.goTo(`${origin}/#/`);
    await screen.tab.reload();
    expect(await screen.ask('Is anyone there?')).not.toBe('');
  });
});
