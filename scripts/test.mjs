import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { projectFolder, runTool } from './project.mjs';
import { setUp } from './setup.mjs';

setUp();
if (process.argv.includes('--full')) process.env.FEATHERWEIGHT_FULL = '1';

const { failures, styleChecks, typeChecks } = await import('./checks.mjs');
const { setUpChromium } = await import('./setup-chromium.mjs');
const { setUpOtherBrowsers } = await import('./setup-other-browsers.mjs');
const { buildIfStale } = await import('./build.mjs');
const { addCounts, countsOf, summaryLine } = await import('./test-counts.mjs');

const reports = `${projectFolder}.cache/test-reports/`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** @param {string} project of vitest.config.ts */
function runTests(project) {
  const file = `${reports}${project}.json`;
  const endedWell = runTool('vitest/vitest.mjs', [
    'run',
    ...['--project', project],
    ...['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${file}`],
  ]);
  try {
    return countsOf(JSON.parse(readFileSync(file, 'utf8')), endedWell);
  } catch {
    return countsOf(undefined, endedWell);
  }
}

let counts = { passed: 0, failed: failures([...typeChecks, ...styleChecks]), skipped: 0 };
counts = addCounts(counts, runTests('unit'));

/** @param {string} sentence */
const failed = (sentence) => {
  console.error(sentence);
  counts = addCounts(counts, { passed: 0, failed: 1, skipped: 0 });
};
try {
  await setUpChromium();
  if (process.env.FEATHERWEIGHT_FULL) setUpOtherBrowsers();
  counts = addCounts(counts, runTests('browser'));
  if (buildIfStale()) counts = addCounts(counts, runTests('e2e'));
  else failed('The build failed, so the end-to-end tests were not run.');
} catch (error) {
  failed(error instanceof Error ? error.message : String(error));
}

if (counts.passed === 0 && counts.failed === 0) failed('No test ran.');
process.exitCode = counts.failed === 0 ? 0 : 1;
console.log(summaryLine(counts));
