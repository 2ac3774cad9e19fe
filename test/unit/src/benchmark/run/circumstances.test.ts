import { describe, expect, test } from 'vitest';
import { browserName } from '../../../../../src/benchmark/run/browser-name.ts';
import { observeTimerStep } from '../../../../../src/benchmark/run/circumstances.ts';

const chrome =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36';

describe('names', () => {
  test.each([
    [chrome, 'Chromium', '156.0.0.0', 'Linux'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:153.0) Gecko/20100101 Firefox/153.0',
      'Firefox',
      '153.0',
      'Windows 10.0',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2 Mobile/15E148 Safari/604.1',
      'Safari',
      '18.2',
      'iOS 18.2',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0',
      'Edge',
      '130.0.0.0',
      'macOS',
    ],
    ['something else', 'unknown', '', 'unknown'],
  ])('of %s', (userAgent, browser, browserVersion, os) => {
    expect(browserName(userAgent, undefined)).toEqual({ browser, browserVersion, os });
  });

  test('by client hints, without the odd brand, the product before the engine', () => {
    const brands = [
      { brand: 'Not(A:Brand', version: '99' },
      { brand: 'Chromium', version: '156.0.1' },
      { brand: 'Google Chrome', version: '156.0.2' },
    ];
    expect(browserName(chrome, { brands, platform: 'Linux', platformVersion: '6.1' })).toEqual({
      browser: 'Google Chrome',
      browserVersion: '156.0.2',
      os: 'Linux 6.1',
    });
    expect(browserName(chrome, { brands: brands.slice(0, 2), platform: '' })).toMatchObject({
      browser: 'Chromium',
      os: 'Linux',
    });
  });
});

test('the step of a clock is the smallest that was seen', () => {
  let reads = 0;
  const coarse = (): number => Math.floor(reads++ / 10) * 0.1;
  expect(observeTimerStep(coarse)).toBeCloseTo(0.1);
  expect(observeTimerStep(() => 5)).toBe(0);
});
