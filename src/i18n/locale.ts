import { configureLocalization } from '@lit/localize';

export const locales = ['en', 'ko'] as const;
export type Locale = (typeof locales)[number];

/** What each locale calls itself, for the switch. */
export const localeNames: Readonly<Record<Locale, string>> = { en: 'English', ko: '한국어' };

const localization = configureLocalization({
  sourceLocale: 'en',
  targetLocales: ['ko'],
  loadLocale: () => import('./ko/index.ts'),
});

export const isLocale = (value: unknown): value is Locale =>
  locales.some((locale) => locale === value);

export const currentLocale = (): Locale => {
  const locale = localization.getLocale();
  return isLocale(locale) ? locale : 'en';
};

/** The first language of the browser that the interface speaks. */
export function preferredLocale(languages: readonly string[]): Locale {
  for (const language of languages) {
    const base = language.toLowerCase().split('-')[0];
    if (isLocale(base)) return base;
  }
  return 'en';
}

/** Switches the interface; Web Awesome's own words follow the document's `lang`. */
export async function applyLocale(locale: Locale): Promise<void> {
  if (locale === 'ko') await import('./webawesome-ko.ts');
  await localization.setLocale(locale);
  document.documentElement.lang = currentLocale();
}
