/** A file of the build, as `scripts/vite-service-worker.ts` writes it into the worker. */
export interface BuildFile {
  /** Relative to the worker's own address. */
  readonly url: string;
  /** Changes with the content; `null` where the name does already. */
  readonly revision: string | null;
  readonly bytes: number;
  /** `use`: too large to fetch for everyone, so kept once it was needed. */
  readonly keptAt: 'install' | 'use';
}

/** Which engine a file that is kept at its first use belongs to. */
export type RuntimeEngine = 'wasm' | 'webgpu';

/** A file of an engine's runtime that this browser would use. */
export interface RuntimeFile {
  readonly url: string;
  readonly bytes: number;
  readonly engine: RuntimeEngine;
}

/** What the worker keeps. */
export interface Contents {
  /** Of what is kept from the first visit on. */
  readonly shellBytes: number;
  readonly runtimes: readonly RuntimeFile[];
  /** Name of the cache that runtimes are kept in, by address. */
  readonly runtimeCache: string;
}

/** What the page says to the worker. `contents` is answered with `Contents` by the port sent along. */
export type PageMessage =
  | { readonly kind: 'contents' }
  /** The person wants the version that waits. */
  | { readonly kind: 'activate' }
  /** What was cleared is kept again; what no open page needs can go. */
  | { readonly kind: 'tidy' };

/** Of the Web Lock that each page holds while it is open; its build's entry script follows. */
export const buildLockPrefix = 'featherweight/build/';
