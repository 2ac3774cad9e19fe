import { screenOf, type Screen } from './screens.ts';

/** Addresses within the page, after the `#`. */
export type Route =
  | { readonly kind: 'new' }
  | { readonly kind: 'chat'; readonly id: string }
  | { readonly kind: 'screen'; readonly screen: Screen };

export const newChatAddress = '#/';
export const chatAddress = (id: string): string => `#/chat/${encodeURIComponent(id)}`;
export const screenAddress = ({ name }: Screen): string => `#/${name}`;

/** Anything unknown is a new chat. */
export function parseRoute(hash: string): Route {
  const screen = screenOf(hash.slice(2));
  if (screen && hash === screenAddress(screen)) return { kind: 'screen', screen };
  const match = /^#\/chat\/([^/]+)$/.exec(hash);
  if (!match?.[1]) return { kind: 'new' };
  try {
    return { kind: 'chat', id: decodeURIComponent(match[1]) };
  } catch {
    return { kind: 'new' };
  }
}
