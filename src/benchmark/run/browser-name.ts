/** What a browser tells of itself in client hints (`navigator.userAgentData`); Chromium only. */
export interface ClientHints {
  readonly brands: readonly { readonly brand: string; readonly version: string }[];
  readonly platform: string;
  readonly platformVersion?: string;
}

export interface BrowserName {
  readonly browser: string;
  readonly browserVersion: string;
  readonly os: string;
}

/** Brands that say nothing: the deliberately odd one, and the engine where a product is named too. */
const isOdd = (brand: string): boolean => /not.?a.?brand/i.test(brand.replace(/[^a-z]/gi, ''));

const byUserAgent: readonly (readonly [browser: string, pattern: RegExp])[] = [
  ['Edge', /Edg(?:A|iOS)?\/([\d.]+)/],
  ['Opera', /OPR\/([\d.]+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/([\d.]+)/],
  ['Chromium', /(?:Chrome|HeadlessChrome|CriOS)\/([\d.]+)/],
  ['Safari', /Version\/([\d.]+).*Safari\//],
];

const systems: readonly (readonly [os: string, pattern: RegExp])[] = [
  ['Android', /Android ?([\d.]*)/],
  ['iOS', /(?:iPhone|iPad).* OS ([\d_]+)/],
  ['Windows', /Windows NT ([\d.]+)/],
  ['ChromeOS', /CrOS/],
  // Frozen at 10.15.7 by every browser: no version is better than a wrong one.
  ['macOS', /Macintosh/],
  ['Linux', /Linux|X11/],
];

/** Names and versions as far as the browser tells; `unknown` where it doesn't. */
export function browserName(userAgent: string, hints: ClientHints | undefined): BrowserName {
  const named = hints?.brands.filter(({ brand }) => !isOdd(brand)) ?? [];
  const brand = named.find((one) => one.brand !== 'Chromium') ?? named[0];
  const found = first(byUserAgent, userAgent);
  return {
    browser: brand?.brand ?? found?.[0] ?? 'unknown',
    browserVersion: brand?.version ?? found?.[1] ?? '',
    os: osName(userAgent, hints),
  };
}

function osName(userAgent: string, hints: ClientHints | undefined): string {
  if (hints && hints.platform !== '')
    return [hints.platform, hints.platformVersion ?? ''].join(' ').trim();
  const found = first(systems, userAgent);
  return found ? [found[0], found[1].replace(/_/g, '.')].join(' ').trim() : 'unknown';
}

function first(
  patterns: readonly (readonly [string, RegExp])[],
  text: string,
): readonly [string, string] | undefined {
  for (const [name, pattern] of patterns) {
    const match = pattern.exec(text);
    if (match) return [name, match[1] ?? ''];
  }
  return undefined;
}
