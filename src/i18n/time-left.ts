import { msg, str } from '@lit/localize';
import { number } from './format.ts';

/** Rounded as coarsely as such an estimate deserves. */
export function timeLeftText(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 55) {
    const rounded = Math.max(5, Math.ceil(seconds / 5) * 5);
    return msg(str`about ${number(rounded)} s left`, { id: 'progress.seconds-left' });
  }
  return msg(str`about ${number(Math.ceil(seconds / 60))} min left`, {
    id: 'progress.minutes-left',
  });
}
