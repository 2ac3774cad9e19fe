import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../../../scripts/headers.mjs';
import { hubPolicy } from '../../../../src/models/hub-policy.ts';

const page = 'https://app.example/featherweight/';
const mirror = 'https://models.example.org/hf/';

test('our own policy: the hubs that it was made with, and nothing else', () => {
  const policy = hubPolicy(contentSecurityPolicy([mirror, 'http://10.0.0.7:8080']), page);
  expect(policy.named).toEqual([mirror, 'http://10.0.0.7:8080/']);
  for (const allowed of [mirror, `${mirror}a/b`, 'http://10.0.0.7:8080/x', 'https://app.example/x'])
    expect(policy.allows(allowed), allowed).toBe(true);
  for (const blocked of [
    'https://models.example.org/',
    'https://huggingface.co/',
    'https://evil.models.example.org/hf/',
    'http://models.example.org/hf/',
    'http://10.0.0.7/',
    'nonsense',
  ])
    expect(policy.allows(blocked), blocked).toBe(false);
});

test('the default policy: Hugging Face first, its redirects allowed but not named', () => {
  const policy = hubPolicy(contentSecurityPolicy(), page);
  expect(policy.named).toEqual(['https://huggingface.co/']);
  expect(policy.allows('https://us.aws.cdn.hf.co/x')).toBe(true);
  expect(policy.allows('https://hf.co.example/')).toBe(false);
});

describe('policies of other servers', () => {
  const allows = (header: string, address = mirror): boolean =>
    hubPolicy(header, page).allows(address);

  test('none, or none of connections, allows all', () => {
    expect(allows('')).toBe(true);
    expect(allows("script-src 'self'")).toBe(true);
  });

  test('default-src stands in for connect-src', () => {
    expect(allows("default-src 'self'")).toBe(false);
    expect(allows("default-src 'none'; connect-src https:")).toBe(true);
  });

  test('several hold together', () => {
    expect(allows("connect-src *, connect-src 'self'")).toBe(false);
    expect(allows('connect-src *, script-src *')).toBe(true);
  });

  test.each([
    ['*', true],
    ['https:', true],
    ['http:', true],
    ['wss:', false],
    ['models.example.org', true],
    ['http://models.example.org', true],
    ['*.example.org', true],
    ['https://*.example.org:*', true],
    ['https://example.org', false],
    ['https://models.example.org:8443', false],
    ['https://models.example.org/hf', false],
    ["'none'", false],
  ])('connect-src %s: %s', (source, allowed) => {
    expect(allows(`connect-src ${source}`)).toBe(allowed);
  });
});
