import { ms, type Ms } from '../../../core/units.ts';
import { startProbeThreads, type ProbeThreads, type StartProbe } from './probe-threads.ts';

/** About 10 ms at 10 billion multiply-adds a second. */
const rounds = 1_000_000;
const attempts = 12;
/** Not counted: the clock of a core that rested rises first. */
const warmUps = 2;

/**
 * A fixed piece of work on all threads at once. Another program that takes a core, or a clock that
 * was lowered, shows as longer times.
 */
export class Calibration {
  readonly #start: StartProbe;
  #threads: { readonly count: number; readonly probe: Promise<ProbeThreads> } | undefined;

  constructor(start: StartProbe = startProbeThreads) {
    this.#start = start;
  }

  /**
   * @returns ms of each try, the slowest thread's; empty where the browser refuses the threads
   */
  async measure(count: number): Promise<readonly Ms[]> {
    if (this.#threads?.count !== count) {
      this.stop();
      this.#threads = { count, probe: this.#start(count) };
    }
    try {
      const probe = await this.#threads.probe;
      const times = await probe.run({ kind: 'multiply', rounds, attempts });
      return Array.from({ length: attempts - warmUps }, (_, i) =>
        ms(Math.max(...times.map(({ durations }) => durations[i + warmUps] as number))),
      );
    } catch {
      this.stop();
      return [];
    }
  }

  stop(): void {
    this.#threads?.probe.then((probe) => probe.stop()).catch(() => undefined);
    this.#threads = undefined;
  }
}
