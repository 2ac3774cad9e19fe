import { webLocks } from '../../core/capabilities.ts';
import type { BuildFile, Contents, PageMessage } from './contract.ts';
import { Runtimes, runtimeFiles } from './runtimes.ts';
import { ServerHeaders } from './server-headers.ts';
import { Shell } from './shell.ts';
import { withHeaders, type HeaderValues } from './with-headers.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly BuildFile[] };
// Put in by the build (vite.config.ts), from scripts/headers.mjs.
declare const __ISOLATION_HEADERS__: HeaderValues;
declare const __OTHER_HEADERS__: HeaderValues;

const { scope } = self.registration;
const files = self.__WB_MANIFEST;
const shell = new Shell(
  files.filter(({ keptAt }) => keptAt === 'install'),
  scope,
  JSON.stringify([__ISOLATION_HEADERS__, __OTHER_HEADERS__]),
);
const onUse = files.filter(({ keptAt }) => keptAt === 'use');
const runtimes = new Runtimes(onUse, scope);

const serverHeaders = new ServerHeaders(scope, Object.keys(__OTHER_HEADERS__));

const served = (response: Response, latest: HeaderValues | undefined): Response =>
  withHeaders(response, __ISOLATION_HEADERS__, __OTHER_HEADERS__, latest);

async function page(event: FetchEvent): Promise<Response> {
  const kept = await shell.page();
  if (!kept) return served(await fetch(event.request), undefined);
  return served(kept, await serverHeaders.now((work) => event.waitUntil(work)));
}

async function asset(event: FetchEvent): Promise<Response> {
  const { request } = event;
  // A worker's policy is its own script's: it must be the page's.
  const latest = await serverHeaders.latest();
  if (runtimes.has(request.url))
    return served(await runtimes.get(request, (work) => event.waitUntil(work)), latest);
  const kept = (await shell.match(request.url)) ?? (await runtimes.match(request.url));
  return served(kept ?? (await fetch(request)), latest);
}

/** What is left to the browser: models (the app keeps them itself), ranges, other addresses. */
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || request.headers.has('Range')) return;
  if (request.mode === 'navigate') {
    if (shell.isPage(url)) event.respondWith(page(event));
    return;
  }
  // The page itself fetches so what it keeps itself.
  if (request.cache === 'no-store') return;
  if (request.url.startsWith(`${scope}assets/`) || shell.has(request.url))
    event.respondWith(asset(event));
});

self.addEventListener('install', (event) => {
  event.waitUntil(shell.keep());
});

self.addEventListener('activate', (event) => {
  // On a first visit the page is open already: what it uses from now on is kept.
  event.waitUntil(self.clients.claim());
});

async function tidy(): Promise<void> {
  // Without the network it is tried again by the next page.
  await shell.mend().catch(() => undefined);
  const locks = webLocks(self);
  // Without locks nobody knows which builds open pages came from: none is deleted then.
  if (!locks) return;
  const { held = [] } = await locks.query();
  const names = held.map(({ name = '' }) => name);
  const { registration } = self;
  const updating = (): boolean => registration.installing !== null || registration.waiting !== null;
  if (await shell.tidy(names, updating)) await runtimes.tidy();
}

self.addEventListener('message', (event) => {
  const message = event.data as PageMessage;
  switch (message.kind) {
    case 'activate':
      event.waitUntil(self.skipWaiting());
      return;
    case 'tidy':
      event.waitUntil(tidy());
      return;
    case 'contents': {
      const contents: Contents = {
        shellBytes: shell.bytes,
        runtimes: runtimeFiles(onUse, scope, 'Suspending' in WebAssembly),
        runtimeCache: runtimes.cacheName,
      };
      event.ports[0]?.postMessage(contents);
    }
  }
});
