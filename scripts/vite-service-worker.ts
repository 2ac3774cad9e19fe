import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import type { BuildFile } from '../src/service-worker/contract.ts';

/** onnxruntime: 14 to 27 MB a build, and the CPU engine of a first visit needs none of them. */
const isRuntime = (url: string): boolean => /^assets\/ort[.-]/.test(url);

const toBuildFile = ({
  url,
  revision,
  size,
}: {
  readonly url: string;
  readonly revision: string | null;
  readonly size: number;
}): BuildFile & { readonly size: number } => ({
  url,
  revision,
  bytes: size,
  keptAt: isRuntime(url) ? 'use' : 'install',
  size,
});

/** Builds `service-worker.js` beside the page, with the list of the build's files inside. */
export const serviceWorker = (): Plugin[] =>
  VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/service-worker',
    filename: 'service-worker.ts',
    // Two of them, a language each, lie in public/.
    manifest: false,
    // src/offline/ registers it, and waits for it where it isolates the page.
    injectRegister: false,
    integration: {
      configureCustomSWViteBuild(config) {
        config.logLevel = 'warn';
        config.build = { ...config.build, reportCompressedSize: false };
      },
    },
    injectManifest: {
      rollupFormat: 'iife',
      globPatterns: ['**/*.{html,js,mjs,css,svg,png,wasm,webmanifest,txt,jsonl}'],
      // The model's files are kept by who loads them.
      globIgnores: ['models/**'],
      dontCacheBustURLsMatching: /^assets\//,
      maximumFileSizeToCacheInBytes: 64e6,
      manifestTransforms: [
        (entries) => ({
          // In an order that the same files always give: another worker is another version.
          manifest: entries.map(toBuildFile).sort((a, b) => (a.url < b.url ? -1 : 1)),
          warnings: [],
        }),
      ],
    },
  });
