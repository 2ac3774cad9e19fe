import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isInstalled } from './install-state.mjs';
import { projectFolder, runNpm } from './project.mjs';

/** @param {string} path relative to the project's folder */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(`${projectFolder}${path}`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @param {string} sentence */
function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

function checkNode() {
  /** @type {string} */
  const needed = readJson('package.json').engines.node.replace('>=', '');
  const parts = (/** @type {string} */ version) => version.split('.').map(Number);
  const [major = 0, minor = 0] = parts(process.versions.node);
  const [neededMajor = 0, neededMinor = 0] = parts(needed);
  if (major < neededMajor || (major === neededMajor && minor < neededMinor))
    giveUp(
      `Featherweight needs Node.js ${needed} or later; this is ${process.versions.node}. ` +
        'Install a current version from https://nodejs.org and run the command again.',
    );
}

function installDependencies() {
  const lockfile = readJson('package-lock.json');
  if (isInstalled(lockfile, readJson('node_modules/.package-lock.json'))) return;
  console.error('Installing dependencies (npm ci) ...');
  if (!runNpm(['ci']))
    giveUp('The dependencies could not be installed; npm says why above. Is the network there?');
}

/** A program of its own: its compiler is a dependency, which may just have been installed. */
function compileKernels() {
  const program = `${projectFolder}scripts/build-kernels.mjs`;
  const { status } = spawnSync(process.execPath, [program], {
    cwd: projectFolder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) giveUp('The kernels of the SIMD engine could not be compiled; see above.');
}

/**
 * Makes a fresh clone ready: a fit Node.js, node_modules as package-lock.json says, compiled
 * kernels. Imports nothing but Node's own modules, since it runs before there is anything else.
 */
export function setUp() {
  checkNode();
  installDependencies();
  compileKernels();
}
