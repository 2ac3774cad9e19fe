import type { KeyValueStore } from '../app/preferences.ts';

const key = 'featherweight.reloaded-for-isolation-at';

/**
 * A page that comes back within this, and as it was, is not reloaded again. A lasting mark would do
 * harm: Chromium brings it back after it was taken away, once the page gained isolation and lost it.
 */
const oncePerMs = 60_000;

/** A slow network must not keep a person from the app: it then runs with one thread until the next visit. */
const longestWaitMs = 20_000;

export interface IsolationPage {
  readonly crossOriginIsolated: boolean;
  /** Whether a service worker answered for the page itself. */
  readonly controlled: boolean;
  /** Lasts as long as the tab; `undefined` where the browser denies it. */
  readonly session: KeyValueStore | undefined;
  /** Whether a service worker runs, once it does or can't. */
  readonly active: () => Promise<boolean>;
  readonly wait: (ms: number) => Promise<void>;
  /** Ms since the epoch. */
  readonly now: () => number;
  readonly reload: () => void;
}

/**
 * Makes a page isolated whose server doesn't send the headers: the service worker adds them to the
 * next load. A page that came from the worker is not reloaded, since its headers didn't help; nor is
 * one without a place to remember that it was.
 *
 * @returns whether the page is about to go: nothing should begin in it then
 */
export async function isolate(page: IsolationPage): Promise<boolean> {
  const { session } = page;
  if (page.crossOriginIsolated || page.controlled || !session) return false;
  const reloadedAt = Number(session.getItem(key));
  if (page.now() - reloadedAt < oncePerMs) return false;
  const active = await Promise.race([page.active(), page.wait(longestWaitMs).then(() => false)]);
  if (!active) return false;
  try {
    session.setItem(key, page.now().toString());
  } catch {
    return false;
  }
  page.reload();
  return true;
}
