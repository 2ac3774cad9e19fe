import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const projectFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * The first of the programs that is installed.
 *
 * @param {readonly string[]} names
 */
export function onPath(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => existsSync(path));
}

/**
 * Runs npm, which speaks on stderr.
 *
 * @param {readonly string[]} npmArguments
 * @returns {boolean} whether it succeeded
 */
export function runNpm(npmArguments) {
  // npm tells its own place to the programs that it starts; on Windows it is no program by itself.
  const npm = process.env.npm_execpath;
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const options = { cwd: projectFolder, stdio: ['ignore', 2, 2] };
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...npmArguments], options)
    : spawnSync('npm', npmArguments, { ...options, shell: true });
  return status === 0;
}

/**
 * Runs one of the project's own command-line tools with this Node, wherever it was called from.
 *
 * @param {string} tool path of its program under node_modules
 * @param {readonly string[]} toolArguments
 * @param {object} [options]
 * @param {NodeJS.ProcessEnv} [options.env]
 * @param {import('node:child_process').StdioOptions} [options.stdio]
 * @param {number} [options.timeout] ms
 * @returns {boolean} whether it succeeded
 */
export function runTool(
  tool,
  toolArguments,
  { env = process.env, stdio = 'inherit', timeout } = {},
) {
  const program = `${projectFolder}node_modules/${tool}`;
  const { status } = spawnSync(process.execPath, [program, ...toolArguments], {
    cwd: projectFolder,
    env,
    stdio,
    ...(timeout === undefined ? {} : { timeout }),
  });
  return status === 0;
}

/**
 * As `runTool`, beside others: each line that the tool prints begins with `label`.
 *
 * @param {string} label
 * @param {string} tool
 * @param {readonly string[]} toolArguments
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<boolean>}
 */
export function startTool(label, tool, toolArguments, env = process.env) {
  const program = `${projectFolder}node_modules/${tool}`;
  const running = spawn(process.execPath, [program, ...toolArguments], {
    cwd: projectFolder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [running.stdout, running.stderr])
    createInterface(stream).on('line', (line) => {
      if (line !== '') console.log(`${label} | ${line}`);
    });
  return new Promise((resolve) => {
    running.once('close', (status) => {
      resolve(status === 0);
    });
  });
}
