import { expect, test } from 'vitest';
import { isolationHeaders, otherHeaders } from '../../../../scripts/headers.mjs';
import { withHeaders } from '../../../../src/service-worker/with-headers.ts';

const served = (response: Response): Response =>
  withHeaders(response, isolationHeaders, otherHeaders());

test('a response without headers gets all that isolate and protect', () => {
  const { headers } = served(new Response('text', { headers: { 'Content-Type': 'text/html' } }));
  for (const [name, value] of Object.entries({ ...isolationHeaders, ...otherHeaders() }))
    expect(headers.get(name)).toBe(value);
  expect(headers.get('Content-Type')).toBe('text/html');
});

test('the server’s own policy stands; what would undo isolation does not', () => {
  const { headers } = served(
    new Response('', {
      headers: {
        'Content-Security-Policy': "default-src 'none'",
        'Cross-Origin-Opener-Policy': 'unsafe-none',
      },
    }),
  );
  expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'");
  expect(headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin');
});

test('what the server says now stands against what came with the response', () => {
  const kept = (): Response =>
    new Response('', { headers: { 'Content-Security-Policy': "default-src 'none'" } });
  const policyWith = (latest: Record<string, string>): string | null =>
    withHeaders(kept(), isolationHeaders, otherHeaders(), latest).headers.get(
      'Content-Security-Policy',
    );
  expect(policyWith({ 'Content-Security-Policy': "default-src 'self'" })).toBe(
    "default-src 'self'",
  );
  // It has no word of its own any more.
  expect(policyWith({})).toBe(otherHeaders()['Content-Security-Policy']);
});

test('an unpacked body does not claim to be packed', async () => {
  const headers = { 'Content-Encoding': 'gzip', 'Content-Length': '3' };
  const response = served(new Response('unpacked', { headers }));
  expect(response.headers.has('Content-Encoding')).toBe(false);
  expect(response.headers.has('Content-Length')).toBe(false);
  expect(await response.text()).toBe('unpacked');
});

test.each([404, 204, 304])('status %d is passed on', (status) => {
  expect(served(new Response(null, { status })).status).toBe(status);
});

test('a response that failed stays one', () => {
  expect(served(Response.error()).type).toBe('error');
});
