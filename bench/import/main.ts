import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../scripts/build.mjs';
import { AppBrowser, type Peaks } from './app-browser.ts';

const usage = `Usage: npm run bench:import -- [options] [FILE.gguf]

Times the import of a GGUF file on the Models screen, in a fresh headless browser each time, and the
peak memory that it takes. Without a file it exports the embedded model as GGUF first.
  --rounds N   imports (3)
  --json       one JSON object instead of text`;

interface Import {
  /** From the choice of the file until the screen tells what it holds. */
  readonly recogniseMs: number;
  /** From the click that keeps it until it is listed: copied, hashed, noted. */
  readonly keepMs: number;
  readonly before: Peaks;
  readonly after: Peaks;
}

/** @returns the path of the embedded model as the app exports it */
async function exported(folder: string): Promise<string> {
  const app = await AppBrowser.open();
  try {
    const { page } = app;
    await page.getByRole('button', { name: 'SmolLM2-135M-Instruct', exact: true }).click();
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as GGUF: q4', exact: true }).click();
    const path = join(folder, 'exported.gguf');
    await (await saving).saveAs(path);
    return path;
  } finally {
    await app.close();
  }
}

async function imported(file: string): Promise<Import & { readonly browser: string }> {
  const app = await AppBrowser.open();
  try {
    const { page } = app;
    const before = await app.peaks();
    const chosen = performance.now();
    await page.locator('fw-import-box input.files').setInputFiles(file);
    const dialog = page.getByRole('dialog', { name: 'What these files hold' });
    const keep = dialog.getByRole('button', { name: 'Keep on this device' });
    await dialog.getByRole('checkbox').waitFor();
    const told = performance.now();
    await keep.click();
    const clicked = performance.now();
    await page
      .locator('fw-device-list')
      .getByRole('button', { name: /^Remove / })
      .waitFor();
    const kept = performance.now();
    const after = await app.peaks();
    const times = { recogniseMs: told - chosen, keepMs: kept - clicked };
    return { ...times, before, after, browser: app.version };
  } finally {
    await app.close();
  }
}

const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? 'not told' : `${(bytes / 1e6).toFixed(0)} MB`;

const describe = ({ recogniseMs, keepMs, before, after }: Import): string =>
  `told what it holds after ${recogniseMs.toFixed(0)} ms, kept after ${keepMs.toFixed(0)} ms more; ` +
  `peak of the page ${megabytes(before.renderer)} before, ${megabytes(after.renderer)} after ` +
  `(all processes ${megabytes(before.all)}, ${megabytes(after.all)})`;

async function run(given: string | undefined, rounds: number, json: boolean): Promise<void> {
  if (!buildIfStale()) throw new Error('the app could not be built');
  const folder = await mkdtemp(join(tmpdir(), 'featherweight-import-'));
  try {
    const file = given ?? (await exported(folder));
    const { size } = await stat(file);
    const results: Awaited<ReturnType<typeof imported>>[] = [];
    for (let round = 0; round < rounds; round++) {
      const result = await imported(file);
      results.push(result);
      if (!json) console.log(describe(result));
    }
    const browser = results[0]?.browser;
    if (json) console.log(JSON.stringify({ bytes: size, browser, imports: results }, null, 2));
    else console.log(`${megabytes(size)} in Chromium ${browser ?? ''}, a fresh profile each time`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
if (values.help || positionals.length > 1 || !(rounds >= 1)) console.log(usage);
else await run(positionals[0], rounds, values.json);
