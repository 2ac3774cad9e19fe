import { msg } from '@lit/localize';
import type { Environment } from './environment.ts';

export interface Notice {
  readonly name: string;
  readonly text: string;
}

/** What this browser or address takes away, each said until it is closed. */
export function notices(environment: Environment, storagePersistent: boolean): readonly Notice[] {
  const found: Notice[] = [];
  if (!environment.secureContext)
    found.push({
      name: 'insecure',
      text: msg(
        'This address is not secure, so the browser gives it no threads, no WebGPU and no storage for models. Serve the page over HTTPS, or open it as localhost on this device.',
        { id: 'notice.insecure' },
      ),
    });
  else if (!environment.crossOriginIsolated)
    found.push({
      name: 'not-isolated',
      text: msg(
        'The page is not isolated from others, so one thread runs and times are coarser. The server must send the headers that the README names.',
        { id: 'notice.not-isolated' },
      ),
    });
  if (!storagePersistent)
    found.push({
      name: 'not-persistent',
      text: msg(
        'This browser does not let the page store anything: chats last until the page is closed. Export those that you want to keep.',
        { id: 'notice.not-persistent' },
      ),
    });
  return found;
}
