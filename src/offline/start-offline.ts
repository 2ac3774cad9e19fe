import { serviceWorkers } from '../../core/capabilities.ts';
import { isolate } from './isolate.ts';
import type { Offline } from './offline.ts';
import { register, whenActive } from './register.ts';
import { WorkerOffline } from './worker-offline.ts';

function sessionStorageIfAllowed(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

const isControlled = (): boolean => Boolean(serviceWorkers(globalThis)?.controller);

/**
 * Starts what makes the app work offline.
 *
 * @returns `undefined` when the page is about to be loaded again, isolated
 */
export async function startOffline(): Promise<Offline | undefined> {
  // The worker takes a first visit's page over later, without having answered for it.
  const controlled = isControlled();
  const registered = await register();
  const reloads = await isolate({
    crossOriginIsolated: globalThis.crossOriginIsolated,
    controlled,
    session: sessionStorageIfAllowed(),
    active: () =>
      registered.kind === 'registered'
        ? whenActive(registered.registration)
        : Promise.resolve(false),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => Date.now(),
    reload: () => location.reload(),
  });
  return reloads ? undefined : new WorkerOffline(registered);
}
