import { msg, str } from '@lit/localize';
import { number } from './format.ts';

/** Seconds in fives under a minute, whole minutes from there. */
const rounded = (ms: number): { readonly seconds: number } | { readonly minutes: number } => {
  const seconds = ms / 1000;
  return seconds < 55
    ? { seconds: Math.max(5, Math.ceil(seconds / 5) * 5) }
    : { minutes: Math.ceil(seconds / 60) };
};

/** Rounded as coarsely as such an estimate deserves. */
export function timeLeftText(ms: number): string {
  const left = rounded(ms);
  return 'seconds' in left
    ? msg(str`about ${number(left.seconds)} s left`, { id: 'progress.seconds-left' })
    : msg(str`about ${number(left.minutes)} min left`, { id: 'progress.minutes-left' });
}

/** Where a part of what is to be done can't be told yet. */
export function leastTimeLeftText(ms: number): string {
  const left = rounded(ms);
  return 'seconds' in left
    ? msg(str`at least ${number(left.seconds)} s left`, { id: 'progress.seconds-least' })
    : msg(str`at least ${number(left.minutes)} min left`, { id: 'progress.minutes-least' });
}
