import { serviceWorkers } from '../../core/capabilities.ts';
import type { NoWorker } from './offline.ts';

export type Registration =
  | { readonly kind: 'registered'; readonly registration: ServiceWorkerRegistration }
  | { readonly kind: 'unavailable'; readonly reason: NoWorker };

/** Registers the built service worker for the page's folder. */
export async function register(): Promise<Registration> {
  if (!import.meta.env.PROD) return { kind: 'unavailable', reason: 'not-built' };
  if (!globalThis.isSecureContext) return { kind: 'unavailable', reason: 'insecure' };
  const container = serviceWorkers(globalThis);
  if (!container) return { kind: 'unavailable', reason: 'no-api' };
  try {
    const address = new URL('service-worker.js', document.baseURI);
    // A browser's extensions may answer with nothing.
    const registration = (await container.register(address, { updateViaCache: 'none' })) as
      ServiceWorkerRegistration | undefined;
    return registration
      ? { kind: 'registered', registration }
      : { kind: 'unavailable', reason: 'refused' };
  } catch {
    return { kind: 'unavailable', reason: 'refused' };
  }
}

/** Whether the worker runs, once it does or can't. */
export function whenActive(registration: ServiceWorkerRegistration): Promise<boolean> {
  const worker = registration.active ?? registration.waiting ?? registration.installing;
  if (!worker) return Promise.resolve(false);
  return new Promise((resolve) => {
    const look = (): void => {
      if (worker.state === 'activated') resolve(true);
      else if (worker.state === 'redundant') resolve(false);
    };
    worker.addEventListener('statechange', look);
    look();
  });
}
