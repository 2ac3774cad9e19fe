import { execFileSync } from 'node:child_process';
import { defaultClientConditions, defineConfig } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { isolationHeaders, otherHeaders, productionHeaders } from './scripts/headers.mjs';
import { modelFiles } from './scripts/vite-model-files.ts';
import { serviceWorker } from './scripts/vite-service-worker.ts';

/** Empty outside a git checkout. */
function commit(): string {
  try {
    const output = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.toString().trim();
  } catch {
    return '';
  }
}

/** For static hosts, whose headers the service worker adds: a list with spaces between. */
const hubs = process.env.FEATHERWEIGHT_HUBS?.split(/\s+/).filter((address) => address !== '');

export default defineConfig({
  base: './',
  define: {
    __APP_VERSION__: JSON.stringify(packageJson.version),
    __APP_COMMIT__: JSON.stringify(commit()),
    __ISOLATION_HEADERS__: JSON.stringify(isolationHeaders),
    __OTHER_HEADERS__: JSON.stringify(otherHeaders(hubs)),
  },
  plugins: [modelFiles(), serviceWorker()],
  build: {
    target: 'es2023',
    reportCompressedSize: false,
    sourcemap: true,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  worker: { format: 'es' },
  // onnxruntime-web without its WebAssembly loader inside: workers/decoders/ort/runtime.ts gives it the file's address.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
  server: { headers: isolationHeaders },
  preview: { headers: productionHeaders(hubs) },
});
