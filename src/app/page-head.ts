import type { Locale } from '../i18n/locale.ts';
import type { Theme } from './preferences.ts';

/** What the browser shows of the page outside it: the installed app's name, the bar's colour. */
export function showInHead(locale: Locale, theme: Theme): void {
  const manifest = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
  if (manifest) {
    const name = locale === 'ko' ? 'manifest.ko.webmanifest' : 'manifest.webmanifest';
    const { href } = new URL(name, document.baseURI);
    if (manifest.href !== href) manifest.href = href;
  }
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const { scheme = '' } = meta.dataset;
    const system = `(prefers-color-scheme: ${scheme})`;
    meta.media = theme === 'system' ? system : theme === scheme ? 'all' : 'not all';
  }
}
