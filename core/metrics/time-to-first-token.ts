import { ms, notMeasurable, type Figure, type Ms } from '../units.ts';

/**
 * `ttftMs`, ms: from the worker's receipt of the request to the first sampled token. It includes the
 * chat template, tokenizing and prefill; it excludes loading and the message from the page.
 */
export function timeToFirstToken(
  receivedAt: number,
  firstSampledAt: number | undefined,
): Figure<Ms> {
  return firstSampledAt === undefined
    ? notMeasurable('stopped-before-first-token')
    : ms(firstSampledAt - receivedAt);
}
