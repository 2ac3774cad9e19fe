import type { Interval } from '../../../core/quality.ts';
import type { Spread } from './bounded-figures.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';

export const costMeasures = [
  'bytes',
  'linearBits',
  'fileBits',
  'memory',
  'decode',
  'prefill',
  'firstToken',
] as const;
export type CostMeasure = (typeof costMeasures)[number];

export const qualityMeasures = ['kld', 'sameTop', 'perplexity', 'bitsPerByte', 'accuracy'] as const;
export type QualityMeasure = (typeof qualityMeasures)[number];

/**
 * Qualities that mean the same for every row. Between levels of one model: what compares with its
 * reference, and perplexity. Between models: bits for each byte of text and accuracy; perplexity, which is
 * per token, only where all cut the text into the same tokens.
 */
export function comparableQualities({ scope, rows }: EvidenceView): readonly QualityMeasure[] {
  if (scope === 'levels') return ['kld', 'sameTop', 'perplexity', 'accuracy'];
  return haveSameTokens(rows)
    ? ['bitsPerByte', 'perplexity', 'accuracy']
    : ['bitsPerByte', 'accuracy'];
}

/** Whether all rows scored on a text were scored on the same tokens of it. */
export function haveSameTokens(rows: readonly EvidenceRow[]): boolean {
  const hashes = rows.filter(({ positions }) => positions !== null).map((row) => row.tokensHash);
  const [first = null] = hashes;
  return first !== null && hashes.every((hash) => hash === first);
}

export type MeasureId = CostMeasure | QualityMeasure;

export interface Point {
  readonly value: number;
  /** 95 %; `null` for what has none: bytes are counted, memory was read once. */
  readonly interval: Interval | null;
}

const exact = (value: number | null | undefined): Point | null =>
  value === null || value === undefined ? null : { value, interval: null };
const spread = (figure: Spread | null): Point | null =>
  figure && { value: figure.mean, interval: figure.interval };

/**
 * A row's figure. The reference has none of those that compare with it: it would be 0, or 100 %, by
 * definition, not by measurement.
 */
export function measureOf(row: EvidenceRow, measure: MeasureId): Point | null {
  switch (measure) {
    case 'bytes':
      return exact(row.facts?.bytes);
    case 'linearBits':
      return exact(row.facts?.linearBitsPerWeight);
    case 'fileBits':
      return exact(row.facts?.fileBitsPerWeight);
    case 'memory':
      return exact(row.memory);
    case 'decode':
      return spread(row.decode);
    case 'prefill':
      return spread(row.prefill);
    case 'firstToken':
      return spread(row.firstToken);
    case 'perplexity':
      return row.perplexity;
    case 'bitsPerByte':
      return row.bitsPerByte;
    case 'kld':
      return row.kld;
    case 'sameTop':
      return row.sameTop;
    case 'accuracy':
      return row.accuracy;
  }
}

/** Which way a measure is good. */
export function betterWhen(measure: MeasureId): 'low' | 'high' {
  switch (measure) {
    case 'bytes':
    case 'linearBits':
    case 'fileBits':
    case 'memory':
    case 'firstToken':
    case 'perplexity':
    case 'bitsPerByte':
    case 'kld':
      return 'low';
    case 'decode':
    case 'prefill':
    case 'sameTop':
    case 'accuracy':
      return 'high';
  }
}
