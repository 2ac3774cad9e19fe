import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distFolder } from '../../../scripts/serve.mjs';
import type { Interference } from './app.ts';

/** Runs `code` in the engine's worker before anything of the app does. */
export const beforeTheEngine =
  (code: () => void): Interference =>
  (request, response, next) => {
    const path = request.url ?? '';
    if (!/engine\.worker-[^/]*\.js$/.test(path)) {
      next();
      return;
    }
    void readFile(join(distFolder, path), 'utf8').then((script) => {
      response.setHeader('Content-Type', 'text/javascript');
      // `next` sets these for every other response.
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
      response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
      response.end(`(${code.toString()})();\n${script}`);
    });
  };

/** Holds back the files whose address ends so, until released. */
export function heldBack(ending: string): {
  readonly interference: Interference;
  readonly reached: Promise<void>;
  readonly release: () => void;
} {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let reach = (): void => undefined;
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    reached,
    release,
    interference: (request, _response, next) => {
      if (!request.url?.endsWith(ending)) {
        next();
        return;
      }
      reach();
      void released.then(next);
    },
  };
}
