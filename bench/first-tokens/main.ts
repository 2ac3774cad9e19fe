import { parseArgs } from 'node:util';
import { flag, parsing, text, UsageError, wholeNumber } from '../../scripts/ask/argument-values.ts';
import { circumstancesLine, circumstancesOf } from '../circumstances.ts';
import { keepResults, today } from '../keep-results.ts';
import type { FirstTokens } from '../page/first-tokens.worker.ts';
import { BenchBrowser } from '../peers/browser.ts';
import { firstTokensTable, type ThreadRounds } from './report.ts';

const usage = `Usage: npm run bench:first-tokens -- [options]

Loads the embedded model in a fresh page, as the app does on a first visit, and decodes right away: the
rate of the first tokens beside the settled one at the same positions.
  --rounds N       loads at each number of threads, which take turns (5)
  --threads N,...  threads (1,2)
  --out NAME       results go to bench/results/NAME.json and NAME.md (first-tokens-<date>)`;

const setup = { groups: [16, 16, 16], settling: 256, settled: 128 } as const;

async function measured(browser: BenchBrowser, threads: number): Promise<FirstTokens> {
  const page = await browser.page();
  try {
    const tokens = await page.evaluate((given) => window.bench?.measureFirstTokens(given), {
      ...setup,
      threads,
    });
    if (!tokens) throw new Error('the bench page is gone');
    return tokens;
  } finally {
    await page.context().close();
  }
}

async function run(): Promise<void> {
  const { values } = parsing(() =>
    parseArgs({
      options: {
        rounds: text('5'),
        threads: text('1,2'),
        out: text(`first-tokens-${today()}`),
        help: flag,
      },
    }),
  );
  if (values.help) {
    console.log(usage);
    return;
  }
  const rounds = wholeNumber('--rounds', values.rounds, 1);
  const all = values.threads.split(',').map((count): ThreadRounds => ({
    threads: wholeNumber('--threads', count, 1),
    rounds: [],
  }));
  const browser = await BenchBrowser.open();
  const circumstances = circumstancesOf(browser.version);
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const one of all) one.rounds.push(await measured(browser, one.threads));
      console.error(`round ${round}`);
    }
  } finally {
    await browser.close();
  }
  const table = firstTokensTable(setup.groups, all);
  console.log(table);
  const heading = `${circumstancesLine(circumstances)}, ${rounds} rounds.`;
  await keepResults(values.out, { circumstances, setup, results: all }, `${heading}\n\n${table}`);
}

try {
  await run();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
