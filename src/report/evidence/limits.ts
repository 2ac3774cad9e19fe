import type { EvidenceRow } from './rows.ts';

export interface Budget {
  readonly of: 'bytes' | 'memory';
  readonly most: number;
}

/**
 * The least quality kept, always against the reference.
 * - `sameTop`: a share of next-token choices
 * - `kld`: nats
 * - `accuracy`: a share of questions that may be lost
 * - `bitsPerByte`: a share of the reference's bits that may come to them
 */
export type QualityLimit =
  | { readonly of: 'sameTop'; readonly least: number }
  | { readonly of: 'kld'; readonly most: number }
  | { readonly of: 'accuracy'; readonly mostLost: number }
  | { readonly of: 'bitsPerByte'; readonly mostMore: number };

/** What matters to the person. `null`: no limit. */
export interface Limits {
  readonly budget: Budget | null;
  readonly quality: QualityLimit | null;
  /** Tokens per second of decoding. */
  readonly speed: { readonly least: number } | null;
}

export const limitNames = ['budget', 'quality', 'speed'] as const;
export type LimitName = (typeof limitNames)[number];

export const noLimits: Limits = { budget: null, quality: null, speed: null };
export const defaultLimits: Limits = {
  budget: null,
  quality: { of: 'sameTop', least: 0.9 },
  speed: null,
};

/** Between models, whose distances from their own references don't compare. */
export const defaultQualityBetween: QualityLimit = { of: 'bitsPerByte', mostMore: 0.1 };

export const limitsSet = (limits: Limits): readonly LimitName[] =>
  limitNames.filter((name) => limits[name] !== null);

/** Why a limit can't be judged. */
export type MissingReason =
  'not-measured' | 'no-reference' | 'few-positions' | 'one-repetition' | 'failed';

/**
 * - `holds`: the worse bound of the 95 % interval does
 * - `uncertain`: the estimate does, its bound does not
 * - `fails`: the estimate doesn't. `shortfall` is relative: 0.1 for a tenth beyond the limit
 */
export type Outcome =
  | { readonly kind: 'holds' }
  | { readonly kind: 'uncertain' }
  | { readonly kind: 'fails'; readonly shortfall: number }
  | { readonly kind: 'missing'; readonly why: MissingReason };

/** `null` for a limit that isn't set. */
export type Outcomes = Readonly<Record<LimitName, Outcome | null>>;

const holds: Outcome = { kind: 'holds' };
const missing = (why: MissingReason): Outcome => ({ kind: 'missing', why });

const atMost = (value: number, bound: number, limit: number, scale: number): Outcome =>
  bound <= limit
    ? holds
    : value <= limit
      ? { kind: 'uncertain' }
      : { kind: 'fails', shortfall: (value - limit) / scale };

const atLeast = (value: number, bound: number, limit: number, scale: number): Outcome =>
  atMost(-value, -bound, -limit, scale);

function judgeBudget(row: EvidenceRow, { of, most }: Budget): Outcome {
  const value = of === 'bytes' ? row.facts?.bytes : row.memory;
  if (value === undefined || value === null)
    return missing(row.failures.length > 0 ? 'failed' : 'not-measured');
  return atMost(value, value, most, most);
}

function judgeQuality(row: EvidenceRow, limit: QualityLimit): Outcome {
  if (row.isReference) return holds;
  const absent = (): Outcome => missing(whyAbsent(row, limit));
  switch (limit.of) {
    case 'sameTop':
      return row.sameTop
        ? atLeast(row.sameTop.value, row.sameTop.interval.low, limit.least, 1 - limit.least || 1)
        : absent();
    case 'kld':
      return row.kld
        ? atMost(row.kld.value, row.kld.interval.high, limit.most, limit.most || 1)
        : absent();
    case 'accuracy': {
      const lost = row.accuracyDifference;
      return lost
        ? atLeast(lost.difference, lost.interval.low, -limit.mostLost, limit.mostLost || 1)
        : absent();
    }
    case 'bitsPerByte': {
      const more = row.moreBits;
      return more
        ? atMost(more.value, more.interval.high, limit.mostMore, limit.mostMore || 1)
        : absent();
    }
  }
}

/** Why a row has no figure to judge its quality by. */
function whyAbsent(row: EvidenceRow, limit: QualityLimit): MissingReason {
  if (row.failures.some(({ of }) => of === 'quality')) return 'failed';
  if (limit.of === 'accuracy') return row.accuracy !== null ? 'no-reference' : 'not-measured';
  if (row.positions === null) return 'not-measured';
  if (row.perplexity === null) return 'few-positions';
  // Told since its figure is: what was measured before has none.
  return limit.of === 'bitsPerByte' && row.bitsPerByte === null ? 'not-measured' : 'no-reference';
}

function judgeSpeed({ decode, failures }: EvidenceRow, least: number): Outcome {
  if (!decode)
    return missing(failures.some(({ of }) => of === 'speed') ? 'failed' : 'not-measured');
  if (!decode.interval) return missing('one-repetition');
  return atLeast(decode.mean, decode.interval.low, least, least || 1);
}

/** How a variant stands to each limit. */
export const judge = (row: EvidenceRow, { budget, quality, speed }: Limits): Outcomes => ({
  budget: budget && judgeBudget(row, budget),
  quality: quality && judgeQuality(row, quality),
  speed: speed && judgeSpeed(row, speed.least),
});

export type Standing = 'holds' | 'fails' | 'uncertain' | 'missing';

/** All limits together: one that fails settles it, whatever is missing. */
export function standing(outcomes: Outcomes): Standing {
  const kinds = limitNames.flatMap((name) => outcomes[name]?.kind ?? []);
  return (
    (['fails', 'missing', 'uncertain'] as const).find((kind) => kinds.includes(kind)) ?? 'holds'
  );
}
