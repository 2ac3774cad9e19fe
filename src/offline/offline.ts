import type { FeatherweightError } from '../../core/errors.ts';
import type { RuntimeEngine } from '../service-worker/contract.ts';

/**
 * Why there is no service worker: `not-built`: in development; `insecure`: the address is not a
 * secure one; `no-api`: the browser has none; `refused`: it has, and denies it (a private window,
 * blocked storage).
 */
export type NoWorker = 'not-built' | 'insecure' | 'no-api' | 'refused';

/** What an engine needs beyond the app itself. */
export interface RuntimeState {
  readonly engine: RuntimeEngine;
  readonly bytes: number;
  readonly missingBytes: number;
}

export type OfflineState =
  | { readonly kind: 'unavailable'; readonly reason: NoWorker }
  /** The app is being kept for the first time. */
  | { readonly kind: 'preparing' }
  /** The app could not be kept: not everything came, or the disk is full. */
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'kept';
      readonly shellBytes: number;
      readonly runtimes: readonly RuntimeState[];
    };

/** A download that makes everything available offline. */
export type Keeping =
  | { readonly kind: 'running'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly kind: 'failed'; readonly error: FeatherweightError }
  | { readonly kind: 'storage-full'; readonly neededBytes: number };

/** What the app can do without the network, and its newer versions. Dispatches `change`. */
export interface Offline extends EventTarget {
  readonly state: OfflineState;
  /** False: there is certainly no network. True says little. */
  readonly online: boolean;
  /** A newer version is on the device, or runs in another tab already. */
  readonly updateReady: boolean;
  readonly keeping: Keeping | undefined;
  /** Looks again at what is kept. */
  refresh(): Promise<void>;
  /** Fetches what engines need and what was not used so far. Never rejects. */
  keepEverything(): Promise<void>;
  stopKeeping(): void;
  /** Reloads the page with the newer version; this tab only. */
  update(): void;
  /** Asks the server for a newer version, at most once an hour. */
  checkForUpdate(): Promise<void>;
}

export const missingBytes = (state: OfflineState): number =>
  state.kind === 'kept'
    ? state.runtimes.reduce((sum, runtime) => sum + runtime.missingBytes, 0)
    : 0;

/** For diagnostics, in English. */
export const offlineLine = (state: OfflineState): string => {
  switch (state.kind) {
    case 'unavailable':
      return `none (${state.reason})`;
    case 'kept': {
      const missing = state.runtimes.filter((runtime) => runtime.missingBytes > 0);
      const engines = missing.map(({ engine }) => engine).join(', ');
      return engines === '' ? 'everything kept' : `app kept, not ${engines}`;
    }
    case 'preparing':
    case 'failed':
      return state.kind;
  }
};
