import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';
import { productionHeaders } from './headers.mjs';

export const distFolder = fileURLToPath(new URL('../dist', import.meta.url));

/**
 * How long a browser may keep a file. Names under assets/ carry a hash of their content; everything
 * else is asked for again each time and answered with "304 Not Modified" by its ETag.
 * @param {string} path
 */
const cacheControl = (path) =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/**
 * A server of the built app: isolation headers and the Content-Security-Policy on every response,
 * worker scripts and errors included; byte ranges; GET and HEAD only.
 *
 * @param {object} [options]
 * @param {string} [options.root] the built app
 * @param {Readonly<Record<string, string>>} [options.mounts] further folders by address, `/tiny/`
 * @param {{ cert: string, key: string }} [options.https] paths of PEM files
 * @param {readonly string[]} [options.hubs] that the page may fetch models from; Hugging Face's
 * @returns {import('node:http').Server}
 */
export function createAppServer({ root = distFolder, mounts = {}, https, hubs } = {}) {
  const headers = Object.entries(productionHeaders(hubs));
  /** @param {import('node:http').ServerResponse} response @param {string} path */
  const setHeaders = (response, path) => {
    response.setHeader('Cache-Control', cacheControl(path));
  };
  const options = { dev: true, etag: true, extensions: ['html'], setHeaders };
  const app = sirv(root, options);
  const others = Object.entries(mounts).map(([address, folder]) => ({
    address,
    serve: sirv(folder, options),
  }));

  /** @type {import('node:http').RequestListener} */
  const listener = (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    const refuse = (/** @type {number} */ status) => {
      response.writeHead(status, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' });
      response.end(`${status}\n`);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    const mount = others.find(({ address }) => request.url?.startsWith(address));
    if (!mount) return app(request, response, () => refuse(404));
    request.url = request.url?.slice(mount.address.length - 1);
    return mount.serve(request, response, () => refuse(404));
  };
  if (!https) return createServer(listener);
  const pem = { cert: readFileSync(https.cert), key: readFileSync(https.key) };
  return /** @type {import('node:http').Server} */ (createSecureServer(pem, listener));
}

/**
 * Listens on `port`; where it is taken, on the next free one.
 *
 * @param {import('node:http').Server} server
 * @param {{ port: number, host: string, attempts?: number }} options port 0: any
 * @returns {Promise<number>} the port
 */
export async function listen(server, { port, host, attempts = 20 }) {
  for (let attempt = 0; ; attempt++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port + attempt, host, () => {
          server.off('error', reject);
          resolve(undefined);
        });
      });
      const address = server.address();
      return typeof address === 'object' && address ? address.port : port;
    } catch (error) {
      const taken = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE';
      if (!taken || attempt + 1 >= attempts) throw error;
    }
  }
}
