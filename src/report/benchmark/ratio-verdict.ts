import type { RateRatio } from '../../../core/metrics/rate-ratio.ts';

/** What a ratio's interval says: whether the rates differ beyond what repetitions vary by. */
export const verdictOf = ({ low, high }: RateRatio): 'faster' | 'slower' | 'within-spread' =>
  low > 1 ? 'faster' : high < 1 ? 'slower' : 'within-spread';
