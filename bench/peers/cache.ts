import { mkdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { projectFolder } from '../../scripts/project.mjs';

/** Where downloads and builds of peers are kept; not committed. */
export function cacheFolder(name: string): string {
  const folder = `${projectFolder}.cache/bench/${name}`;
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Runs a program to its end, its output to standard error; false where it fails or isn't there. */
export function succeeds(program: string, args: readonly string[], folder: string): boolean {
  const { status } = spawnSync(program, args, { cwd: folder, stdio: ['ignore', 2, 2] });
  return status === 0;
}
