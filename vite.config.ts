import { defineConfig } from 'vite';
import { isolationHeaders, productionHeaders } from './scripts/headers.mjs';

export default defineConfig({
  base: './',
  build: { target: 'es2023', reportCompressedSize: false, sourcemap: true },
  worker: { format: 'es' },
  optimizeDeps: { exclude: ['onnxruntime-web', '@huggingface/transformers'] },
  server: { headers: isolationHeaders },
  preview: { headers: productionHeaders },
});
