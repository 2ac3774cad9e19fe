import { cp, link, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import type { Plugin } from 'vite';
import { isolationHeaders } from './headers.mjs';

/** The folder of the embedded model and its address, relative to the page's. */
const folder = 'models/smollm2-135m-instruct';

const source = fileURLToPath(new URL(`../${folder}`, import.meta.url));

/** Hard links where the file system has them: the model weighs 97 MB. */
async function linkTree(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const target = join(to, path.slice(from.length));
    await mkdir(dirname(target), { recursive: true });
    await link(path, target).catch(() => cp(path, target));
  }
}

/**
 * Serves the embedded model's files, byte for byte and under their own names, in development, in
 * browser tests and from the build.
 */
export function modelFiles(): Plugin {
  let outDir = '';
  return {
    name: 'featherweight-model-files',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      const serve = sirv(source, {
        dev: true,
        etag: true,
        extensions: [],
        setHeaders(response) {
          for (const [name, value] of Object.entries(isolationHeaders))
            response.setHeader(name, value);
        },
      });
      server.middlewares.use(`${server.config.base}${folder}`, (request, response, next) => {
        // The manifest is imported by code as well: then it is Vite's to turn into a module.
        if (/[?&]import\b/.test(request.url ?? '')) next();
        else serve(request, response, next);
      });
    },
    async writeBundle() {
      await linkTree(source, join(outDir, folder));
    },
  };
}
