/**
 * Headers of every response, from the development server, the tests' server and `npm start` alike.
 * The first two isolate the page, which threads and a precise clock need; Safari has no
 * `credentialless`. What the policy opens and why: 'wasm-unsafe-eval' compiles WebAssembly,
 * inline styles are what charts append, `data:` in connect-src is how icons are fetched.
 */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

export const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self' data:",
  "worker-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On static hosts the service worker adds these where the host has no word of its own. */
export const otherHeaders = {
  'Content-Security-Policy': contentSecurityPolicy,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

export const productionHeaders = { ...isolationHeaders, ...otherHeaders };
