import { spawnSync } from 'node:child_process';
import { chromiumArguments, installedChromiums } from './chromium.mjs';
import { projectFolder, runTool } from './project.mjs';

const downloadLimitMs = 300_000;
const packageLimitMs = 600_000;

/** @typedef {{ program: string, steps: readonly (readonly string[])[], asUser?: boolean }} Manager */

/**
 * What installs a Chromium, and a font with Korean letters, on systems that have one of these.
 *
 * @type {readonly Manager[]}
 */
const packageManagers = [
  {
    program: 'apt-get',
    steps: [
      ['apt-get', 'update'],
      ['apt-get', 'install', '-y', 'chromium'],
      ['apt-get', 'install', '-y', 'fonts-noto-cjk'],
    ],
  },
  { program: 'dnf', steps: [['dnf', 'install', '-y', 'chromium', 'google-noto-sans-cjk-fonts']] },
  { program: 'apk', steps: [['apk', 'add', 'chromium', 'font-noto-cjk']] },
  {
    program: 'pacman',
    steps: [['pacman', '-S', '--noconfirm', '--needed', 'chromium', 'noto-fonts-cjk']],
  },
  { program: 'brew', steps: [['brew', 'install', '--cask', 'chromium']], asUser: true },
];

/** @param {string} program @param {readonly string[]} programArguments */
const succeeds = (program, programArguments) =>
  spawnSync(program, programArguments, { stdio: 'ignore' }).status === 0;

/** @param {string} executablePath */
async function launches(executablePath) {
  const { chromium } = await import('playwright');
  try {
    const browser = await chromium.launch({ args: [...chromiumArguments], executablePath });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

/** The path of a browser that starts. */
async function workingChromium() {
  const { chromium } = await import('playwright');
  for (const path of [...installedChromiums(), chromium.executablePath()])
    if (await launches(path)) return path;
  return undefined;
}

/**
 * Installs by the first package manager that is here.
 *
 * @param {string} what @param {readonly Manager[]} managers
 */
export function installByPackageManager(what, managers) {
  const root = process.getuid?.() === 0;
  const manager = managers.find(({ program }) => succeeds(program, ['--version']));
  if (!manager) return;
  const prefix = root || manager.asUser ? [] : ['sudo', '-n'];
  if (prefix.length > 0 && !succeeds('sudo', ['-n', 'true'])) return;
  console.error(`Installing ${what} by ${manager.program} ...`);
  for (const step of manager.steps) {
    const [program = '', ...programArguments] = [...prefix, ...step];
    spawnSync(program, programArguments, {
      stdio: ['ignore', 2, 2],
      timeout: packageLimitMs,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
}

/**
 * Finds a Chromium that starts, or gets one: an installed browser first, then Playwright's own, then
 * the system's package manager. Says where it is to the programs that follow, in
 * `FEATHERWEIGHT_CHROMIUM`.
 *
 * @throws {Error} with a sentence for a person
 */
export async function setUpChromium() {
  let path = await workingChromium();
  if (path === undefined) {
    console.error('No Chromium found. Downloading the one of Playwright ...');
    runTool('playwright/cli.js', ['install', '--no-shell', 'chromium'], {
      stdio: ['ignore', 2, 2],
      timeout: downloadLimitMs,
    });
    path = await workingChromium();
  }
  if (path === undefined) {
    installByPackageManager('Chromium', packageManagers);
    path = await workingChromium();
  }
  if (path === undefined)
    throw new Error(
      'The tests need a Chromium and none could be installed. Install Chromium or Chrome, put the ' +
        `path of its program into the variable FEATHERWEIGHT_CHROMIUM, and run this again.\n` +
        `(Tried: browsers on the PATH, "npx playwright install chromium" in ${projectFolder}, ` +
        "the system's package manager.)",
    );
  process.env.FEATHERWEIGHT_CHROMIUM = path;
}
