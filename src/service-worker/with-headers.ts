export type HeaderValues = Readonly<Record<string, string>>;

const emptyStatuses: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/**
 * The response with what isolates a page and with the Content-Security-Policy, for servers that
 * can't send them. Isolation is always set, since one other value would undo it; of the rest the
 * server's own word stands: its latest where that is known, else that which came with the response.
 *
 * A response that came by a redirect is made anew, too: browsers take none for a navigation.
 */
export function withHeaders(
  response: Response,
  isolation: HeaderValues,
  others: HeaderValues,
  latest?: HeaderValues,
): Response {
  const { status, statusText } = response;
  if (response.type === 'error' || response.type.startsWith('opaque')) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  for (const [name, value] of Object.entries(others)) {
    const told = latest ? latest[name] : headers.get(name);
    headers.set(name, told ?? value);
  }
  // They are of the body as it was sent, and it is unpacked by now.
  if (headers.has('Content-Encoding')) {
    headers.delete('Content-Encoding');
    headers.delete('Content-Length');
  }
  const body = emptyStatuses.has(status) ? null : response.body;
  return new Response(body, { status, statusText, headers });
}
