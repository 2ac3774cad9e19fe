import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { projectFolder, startTool } from './project.mjs';
import { setUp } from './setup.mjs';

setUp();
if (process.argv.includes('--full')) process.env.FEATHERWEIGHT_FULL = '1';

const { emulations, installedArm64Node } = await import('./arm64-node.mjs');
const { failures, styleChecks, typeChecks } = await import('./checks.mjs');
const { setUpArm64 } = await import('./setup-arm64.mjs');
const { setUpChromium } = await import('./setup-chromium.mjs');
const { setUpOtherBrowsers } = await import('./setup-other-browsers.mjs');
const { buildIfStale } = await import('./build.mjs');
const { countLines, countsOf, reasonsOf, summaryLine, totalOf } = await import('./test-counts.mjs');

const reports = `${projectFolder}.cache/test-reports/`;
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

/** @type {import('./test-counts.mjs').Part[]} */
const parts = [];

/** @param {string} name @param {number} failed */
const addChecks = (name, failed) => {
  parts.push({ name, counts: { passed: 0, failed, skipped: 0 }, reasons: [] });
};

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} project of vitest.config.ts */
async function runTests(project) {
  const file = `${reports}${project}.json`;
  const environment = { ...process.env, FEATHERWEIGHT_TEST_REPORT: file };
  const given = ['run', '--project', project];
  const endedWell = await startTool(project, 'vitest/vitest.mjs', given, environment);
  const report = readReport(file);
  parts.push({ name: project, counts: countsOf(report, endedWell), reasons: reasonsOf(report) });
}

/** Tests of the kernels in V8's code for ARM; where that is the processor, the browser's tests are. */
async function runArm64Tests() {
  if (process.arch === 'arm64') return;
  if (installedArm64Node()) for (const { name } of emulations) await runTests(name);
  else
    parts.push({
      name: 'arm64',
      counts: { passed: 0, failed: 0, skipped: 1 },
      reasons: [
        'tests of the tier signed need an ARM processor or its emulation, which npm run test:full ' +
          'installs where apt-get is',
      ],
    });
}

/** @param {string} sentence */
const failed = (sentence) => {
  console.error(sentence);
  addChecks('set-up', 1);
};

async function browserIsThere() {
  try {
    await setUpChromium();
    if (process.env.FEATHERWEIGHT_FULL) setUpOtherBrowsers();
    return true;
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
    return false;
  }
}

if (process.env.FEATHERWEIGHT_FULL) setUpArm64();
const hasBrowser = await browserIsThere();
const isBuilt = hasBrowser && buildIfStale();
if (hasBrowser && !isBuilt) failed('The build failed, so the end-to-end tests were not run.');

/** Keeps a core busy throughout. */
async function computing() {
  addChecks('checks', await failures([...typeChecks, ...styleChecks], 1));
  await runTests('unit');
  await runArm64Tests();
  if (hasBrowser) await runTests('browser');
}

/** Waits for pages more than it computes. */
async function waiting() {
  if (isBuilt) await runTests('e2e');
}

await Promise.all([computing(), waiting()]);

if (totalOf(parts).passed === 0 && totalOf(parts).failed === 0) failed('No test ran.');
const total = totalOf(parts);
process.exitCode = total.failed === 0 ? 0 : 1;
for (const line of countLines(parts)) console.log(line);
console.log(summaryLine(total));
