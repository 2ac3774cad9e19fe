import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestProjectInlineConfiguration } from 'vitest/config';
import type { PoolOptions, PoolWorker, WorkerRequest } from 'vitest/node';
import { emulations, installedArm64Node } from './arm64-node.mjs';

type Arm64Node = NonNullable<ReturnType<typeof installedArm64Node>>;

/** A worker of vitest in a process of its own, as its pool `forks` has, but in an emulated Node. */
class EmulatedWorker implements PoolWorker {
  readonly name = 'arm64';
  readonly #fork: () => ChildProcess;
  #process: ChildProcess | undefined;

  /** @param processor as qemu names it */
  constructor({ emulator, libraries, node }: Arm64Node, processor: string, options: PoolOptions) {
    this.#fork = () =>
      fork(join(options.distPath, 'workers', 'forks.js'), {
        execPath: emulator,
        execArgv: ['-L', libraries, '-cpu', processor, node, ...options.execArgv],
        env: options.env,
        serialization: 'advanced',
      });
  }

  async start(): Promise<void> {
    this.#process = this.#fork();
    await once(this.#process, 'spawn');
  }

  on(event: string, callback: (argument: unknown) => void): void {
    this.#process?.on(event, callback);
  }

  off(event: string, callback: (argument: unknown) => void): void {
    this.#process?.off(event, callback);
  }

  send(message: WorkerRequest): void {
    this.#process?.send(message);
  }

  deserialize(data: unknown): unknown {
    return data;
  }

  async stop(): Promise<void> {
    if (this.#process?.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    this.#process.kill();
    await exit;
  }
}

/** Tests of the kernels in V8's code for ARM, on an emulated processor; none without the emulation. */
export function arm64Projects(): readonly TestProjectInlineConfiguration[] {
  const node = installedArm64Node();
  if (!node) return [];
  return emulations.map(({ name, processor, tiers, execArgv }) => ({
    test: {
      name,
      include: [
        'test/arm64/**/*.test.ts',
        'test/browser/workers/decoders/simd/{*-kernels,same-bits}.test.ts',
      ],
      environment: 'node',
      setupFiles: ['test/arm64/fetch-from-disk.ts'],
      provide: { tiers },
      testTimeout: 300_000,
      execArgv: [...execArgv],
      pool: {
        name: 'arm64',
        createPoolWorker: (options) => new EmulatedWorker(node, processor, options),
      },
    },
  }));
}
