import { isMeasured, type Figure } from '../../core/units.ts';
import { currentLocale } from './locale.ts';

const cache = new Map<string, Intl.NumberFormat>();

/** A number in the interface's language, with exactly `digits` decimals. */
export function number(value: number, digits = 0): string {
  const key = `${currentLocale()}/${digits}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(currentLocale(), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    cache.set(key, format);
  }
  return format.format(value);
}

/** A number in the interface's language with so many significant digits, never as a power of ten. */
export const significant = (value: number, digits: number): string =>
  new Intl.NumberFormat(currentLocale(), { maximumSignificantDigits: digits }).format(value);

/** Megabytes of 10^6 bytes, without the unit. */
export const megabytes = (bytes: number, digits = 1): string => number(bytes / 1e6, digits);

/** A size with its unit: kB below a megabyte, MB below ten thousand, GB above. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${number(bytes)} B`;
  if (bytes < 1e6) return `${number(bytes / 1000)} kB`;
  if (bytes < 1e10) return `${megabytes(bytes)} MB`;
  return `${number(bytes / 1e9, 1)} GB`;
}

/** A duration with its unit: whole milliseconds below ten seconds, else seconds. */
export function duration(milliseconds: number): string {
  if (milliseconds < 9.95) return `${number(milliseconds, 1)} ms`;
  if (milliseconds < 10_000) return `${number(milliseconds)} ms`;
  return `${number(milliseconds / 1000, 1)} s`;
}

/** Tokens per second, three significant digits at most. */
export const rate = (tokensPerSecond: number): string =>
  number(tokensPerSecond, tokensPerSecond < 10 ? 2 : tokensPerSecond < 100 ? 1 : 0);

/** `format` of a measured figure, `undefined` where there is none. */
export const measured = <Unit extends number>(
  figure: Figure<Unit>,
  format: (value: number) => string,
): string | undefined => (isMeasured(figure) ? format(figure) : undefined);

/** Date and time of a record. */
export const dateTime = (at: number): string =>
  new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(at);

export const monthAndYear = (at: number): string =>
  new Intl.DateTimeFormat(currentLocale(), { month: 'long', year: 'numeric' }).format(at);

/** `one` for a count of one in the interface's language, else `other`. */
export const counted = (count: number, one: () => string, other: () => string): string =>
  new Intl.PluralRules(currentLocale()).select(count) === 'one' ? one() : other();

/** Day, month and year of a record. */
export const dateOnly = (at: number): string =>
  new Intl.DateTimeFormat(currentLocale(), { dateStyle: 'medium' }).format(at);

/** Day, month and time, for lists whose year is plain. */
export const dayAndTime = (at: number): string =>
  new Intl.DateTimeFormat(currentLocale(), {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(at);
