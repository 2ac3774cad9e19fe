import { epochNow } from './clock.ts';

/** When this worker ran its first statement: the worker's entry imports this file before all others. */
export const workerStartedAt = epochNow();
