/**
 * Headers of every response, from the development server, the tests' server and `npm start` alike.
 * The first two isolate the page, which threads and a precise clock need; Safari has no
 * `credentialless`. What the policy opens and why: 'wasm-unsafe-eval' compiles WebAssembly,
 * inline styles are what charts append, `data:` in connect-src is how icons are fetched, and hubs are
 * where models may be fetched from.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Where models are looked up unless whoever serves the app says otherwise. */
export const defaultHubs = ['https://huggingface.co/'];

/**
 * Where Hugging Face's answers for large files lead to, as its `/.well-known/meta.json` lists them
 * (read on 2026-11-23). A policy is checked on redirects, too.
 */
const huggingFaceHosts = ['https://*.huggingface.co', 'https://*.hf.co'];

/**
 * The base address of a hub as it stands in a policy and in requests, with a slash at its end: what
 * lies below it is allowed, and whatever its host redirects to on itself.
 *
 * @param {string} address
 * @throws {Error} where it is none: a policy would take it for something else
 */
export function hubBase(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isPlain =
    (url?.protocol === 'https:' || url?.protocol === 'http:') &&
    url.username === '' &&
    !/[;,'*\s]/.test(url.host + url.pathname);
  if (!url || !isPlain) throw new Error(`"${address}" is not the address of a hub`);
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}

/**
 * @param {readonly string[]} hubs base addresses that the page may fetch models from, the one that
 *   the interface begins with first
 */
export const contentSecurityPolicy = (hubs = defaultHubs) => {
  const bases = hubs.map(hubBase);
  const redirects = bases.includes('https://huggingface.co/') ? huggingFaceHosts : [];
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    ["connect-src 'self' data:", ...bases, ...redirects].join(' '),
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
};

/**
 * On static hosts the service worker adds these where the host has no word of its own.
 *
 * @param {readonly string[]} [hubs]
 * @returns {Readonly<Record<string, string>>}
 */
export const otherHeaders = (hubs) => ({
  'Content-Security-Policy': contentSecurityPolicy(hubs),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});

/**
 * @param {readonly string[]} [hubs]
 * @returns {Readonly<Record<string, string>>}
 */
export const productionHeaders = (hubs) => ({ ...isolationHeaders, ...otherHeaders(hubs) });
