/** Addresses within the page, after the `#`. */
export type Route = { readonly kind: 'new' } | { readonly kind: 'chat'; readonly id: string };

export const newChatAddress = '#/';
export const chatAddress = (id: string): string => `#/chat/${encodeURIComponent(id)}`;

/** Anything unknown is a new chat. */
export function parseRoute(hash: string): Route {
  const match = /^#\/chat\/([^/]+)$/.exec(hash);
  if (!match?.[1]) return { kind: 'new' };
  try {
    return { kind: 'chat', id: decodeURIComponent(match[1]) };
  } catch {
    return { kind: 'new' };
  }
}
