import wasmLoaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url&no-inline';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url&no-inline';
import jspiLoaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url&no-inline';
import jspiUrl from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url&no-inline';
import asyncifyLoaderUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url&no-inline';
import asyncifyUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url&no-inline';
import type * as Ort from 'onnxruntime-web/wasm';
import { fail } from '../../../core/errors.ts';
import { hasJspi, hasWasmSimd } from './browser-support.ts';
import { watchHeaps } from './heap-account.ts';
import hookUrl from './runtime-hook.mjs?url&no-inline';

/** The three builds of onnxruntime-web that are used here; a worker loads one of them. */
export type Bundle = 'wasm' | 'jspi' | 'asyncify';

export interface OrtRuntime {
  readonly ort: typeof Ort;
  readonly bundle: Bundle;
  readonly threads: number;
  /** The WebAssembly module's exports, once the first session exists. */
  readonly exports: () => Readonly<Record<string, unknown>> | undefined;
  /** Address of the session made last, in the module. */
  readonly lastSession: () => number | undefined;
}

interface BundleFiles {
  readonly loader: string;
  readonly wasm: string;
  readonly library: () => Promise<typeof Ort>;
}

const bundles: Readonly<Record<Bundle, BundleFiles>> = {
  wasm: { loader: wasmLoaderUrl, wasm: wasmUrl, library: () => import('onnxruntime-web/wasm') },
  jspi: { loader: jspiLoaderUrl, wasm: jspiUrl, library: () => import('onnxruntime-web/jspi') },
  asyncify: {
    loader: asyncifyLoaderUrl,
    wasm: asyncifyUrl,
    library: () => import('onnxruntime-web/webgpu'),
  },
};

/** For the GPU: 17 MB where the browser has JSPI, 27 MB elsewhere. */
export const gpuBundle = (): Bundle => (hasJspi() ? 'jspi' : 'asyncify');

const hookName = Symbol.for('featherweight.ort-module');

const loaded = new Map<Bundle, Promise<OrtRuntime>>();

/**
 * Imports onnxruntime-web, its WebAssembly from our own origin. It starts once in a worker: later
 * calls give the same, with the threads of the first.
 *
 * @throws catalogued `wasm-simd-missing`, before anything is fetched
 */
export async function loadRuntime(bundle: Bundle, threads: number): Promise<OrtRuntime> {
  if (!hasWasmSimd()) throw fail('wasm-simd-missing', {});
  const known = loaded.get(bundle);
  if (known) return known;
  const starting = start(bundle, threads);
  loaded.set(bundle, starting);
  return starting;
}

async function start(bundle: Bundle, threads: number): Promise<OrtRuntime> {
  watchHeaps();
  const files = bundles[bundle];
  const absolute = (url: string): string => new URL(url, self.location.href).href;
  let exports: Record<string, unknown> | undefined;
  let lastSession: number | undefined;
  Reflect.set(globalThis, hookName, async (config: unknown) => {
    const loader = (await import(/* @vite-ignore */ absolute(files.loader))) as {
      readonly default: (config: unknown) => Promise<Record<string, unknown>>;
    };
    const module = await loader.default(config);
    const create = module._OrtCreateSession;
    if (typeof create === 'function')
      module._OrtCreateSession = async (...args: readonly unknown[]): Promise<unknown> => {
        const session: unknown = await Reflect.apply(create, module, args);
        lastSession = typeof session === 'number' && session !== 0 ? session : undefined;
        return session;
      };
    exports = module;
    return module;
  });
  const ort = await files.library();
  ort.env.logLevel = 'error';
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.wasmPaths = { mjs: absolute(hookUrl), wasm: absolute(files.wasm) };
  return { ort, bundle, threads, exports: () => exports, lastSession: () => lastSession };
}
