import { expect, test } from 'vitest';
import { contentSecurityPolicy, hubBase, productionHeaders } from '../../../scripts/headers.mjs';

const connectSrc = (policy: string): string | undefined =>
  policy
    .split('; ')
    .find((directive) => directive.startsWith('connect-src '))
    ?.slice('connect-src '.length);

test('models come from Hugging Face and where it redirects to, unless told otherwise', () => {
  expect(connectSrc(contentSecurityPolicy())).toBe(
    "'self' data: https://huggingface.co/ https://*.huggingface.co https://*.hf.co",
  );
  expect(connectSrc(contentSecurityPolicy([]))).toBe("'self' data:");
  const mirrors = ['http://10.0.0.7:8080', 'https://models.example.org/hf?x#y'];
  expect(connectSrc(contentSecurityPolicy(mirrors))).toBe(
    "'self' data: http://10.0.0.7:8080/ https://models.example.org/hf/",
  );
  // Nothing else becomes open with it.
  const rest = (hubs: readonly string[]): readonly string[] =>
    contentSecurityPolicy(hubs)
      .split('; ')
      .filter((directive) => !directive.startsWith('connect-src '));
  expect(rest(mirrors)).toEqual(rest([]));
  expect(productionHeaders(mirrors)['Content-Security-Policy']).toBe(
    contentSecurityPolicy(mirrors),
  );
});

test.each([
  'models.example.org',
  'ftp://models.example.org/',
  "https://models.example.org/a;script-src 'unsafe-eval'",
  'https://a.example/, https://b.example/',
  'https://*.example.org/',
  'https://user@models.example.org/',
  '',
])('%j is no address of a hub', (address) => {
  expect(() => hubBase(address)).toThrow();
});
