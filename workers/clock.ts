import { epochMs, type EpochMs } from '../core/units.ts';

/** The worker's clock, comparable with the page's: both count from the Unix epoch. */
export const epochNow = (): EpochMs => epochMs(performance.timeOrigin + performance.now());
