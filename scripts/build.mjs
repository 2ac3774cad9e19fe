import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder, runTool } from './project.mjs';

/** Everything that the built app is made of. */
const sources = [
  'core',
  'models',
  'workers',
  'src',
  'public',
  'index.html',
  'package-lock.json',
  'vite.config.ts',
  'scripts/headers.mjs',
  'scripts/vite-model-files.ts',
  'scripts/vite-service-worker.ts',
];

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesUnder(join(path, name)));
}

function fingerprint() {
  const hash = createHash('sha256').update(process.env.FEATHERWEIGHT_HUBS ?? '');
  for (const source of sources)
    for (const path of filesUnder(`${projectFolder}${source}`)) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path} ${size} ${mtimeMs}\n`);
    }
  try {
    // The build carries the commit's hash.
    hash.update(execFileSync('git', ['rev-parse', 'HEAD'], { cwd: projectFolder, stdio: 'pipe' }));
  } catch {
    hash.update('no commit');
  }
  return hash.digest('hex');
}

/**
 * Builds the app into dist/ unless what lies there was made from the same sources.
 *
 * @returns {boolean} false when the build failed
 */
export function buildIfStale() {
  const stamp = `${projectFolder}dist/.built-from`;
  const wanted = fingerprint();
  try {
    if (readFileSync(stamp, 'utf8') === wanted) return true;
  } catch {
    // Never built.
  }
  console.error('Building ...');
  // Standard output is left to what the calling program has to say.
  const built = runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], {
    // A test that starts a command tells it `test`, and Vite would build for that.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  });
  if (built) writeFileSync(stamp, wanted);
  return built;
}
