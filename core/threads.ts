/**
 * Whether threads can work on one memory. A page may be cross-origin isolated and yet have none to
 * share: embedded views and lockdown modes take it away.
 */
export type ThreadSupport = 'available' | 'not-isolated' | 'no-shared-memory';

/** The parts of a global scope that threads stand on; any of them may be missing, or refuse. */
export interface ThreadScope {
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
  readonly WebAssembly: {
    readonly Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => {
      readonly buffer: unknown;
    };
  };
  readonly navigator?: { readonly hardwareConcurrency?: number };
  structuredClone(value: unknown): unknown;
}

/** Tries what threads need: a shared memory, and to hand it on. */
function threadSupport(scope: ThreadScope): ThreadSupport {
  if (!scope.crossOriginIsolated) return 'not-isolated';
  if (scope.SharedArrayBuffer === undefined) return 'no-shared-memory';
  try {
    const memory = new scope.WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    scope.structuredClone(memory.buffer);
    return 'available';
  } catch {
    return 'no-shared-memory';
  }
}

/** What a computation can be spread over. */
export interface Parallelism {
  readonly threads: ThreadSupport;
  /** Logical processors, which is all that browsers tell; 1 where one doesn't tell even that. */
  readonly cores: number;
}

export const parallelism = (scope: ThreadScope): Parallelism => ({
  threads: threadSupport(scope),
  cores: Math.max(1, scope.navigator?.hardwareConcurrency ?? 1),
});

/** Logical processors that one computation can use. */
export const usableCores = ({ threads, cores }: Parallelism): number =>
  threads === 'available' ? cores : 1;

/** More than this is not started unless a person asks: it was never measured to help. */
const mostThreads = 8;

/**
 * Threads that a CPU engine starts. Beyond two logical processors one stays free: a helper that loses
 * its core holds up all others at each barrier.
 *
 * @param cores those that one computation can use
 */
export function threadsToStart(wanted: number | 'auto', cores: number): number {
  if (wanted !== 'auto') return Math.max(1, Math.min(Math.trunc(wanted), cores));
  return Math.max(1, Math.min(cores > 2 ? cores - 1 : cores, mostThreads));
}
