import { parseLevel, type LevelFormat } from '../../../core/levels.ts';
import { rateRatio, type RateRatio } from '../../../core/metrics/rate-ratio.ts';
import { sameVariant } from '../../../core/variant.ts';
import {
  judge,
  limitNames,
  limitsSet,
  standing,
  type LimitName,
  type Limits,
  type MissingReason,
  type Outcomes,
} from './limits.ts';
import type { EvidenceModel } from './measurement.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';
import { speedSteps, type SpeedStep } from './speed-steps.ts';

/** A row with how it stands to the limits. */
export interface JudgedRow {
  readonly row: EvidenceRow;
  readonly outcomes: Outcomes;
}

/** A limit that a variant misses, or that can't be judged for it. */
export interface LimitProblem {
  readonly limit: LimitName;
  readonly kind: 'fails' | 'uncertain' | 'missing';
  readonly why: MissingReason | null;
}

/** A model's levels above its published weights' own bits: they can only reproduce those. */
export interface Reproducing {
  readonly model: EvidenceModel;
  /** Of the published weights' linear layers. */
  readonly shippedBits: number;
  readonly rows: readonly EvidenceRow[];
}

/** What the chosen variant is measured by, against the reference. */
export interface ChosenEvidence {
  /** `null`: the chosen is the reference itself, or nothing was compared. */
  readonly reference: EvidenceRow | null;
  /** Bytes over the reference's. */
  readonly byteShare: number | null;
  /** Decode rate over the reference's, on the same test; `null` where their tokens differ. */
  readonly speed: RateRatio | null;
}

/**
 * - `empty`: nothing was measured
 * - `chosen`: the lightest variant for which every limit holds. `lighter` are those below it that might
 *   hold too: what they lack
 * - `thin`: no variant holds, and one or more can't be judged for lack of evidence
 * - `none`: every variant is judged and none holds; `closest` misses the fewest limits, by the least
 */
export type Verdict =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'chosen';
      readonly row: EvidenceRow;
      readonly limits: readonly LimitName[];
      readonly evidence: ChosenEvidence;
      readonly lighter: readonly Undecided[];
    }
  | { readonly kind: 'thin'; readonly undecided: readonly Undecided[] }
  | {
      readonly kind: 'none';
      readonly closest: EvidenceRow;
      readonly problems: readonly LimitProblem[];
      readonly limits: readonly LimitName[];
    };

export interface Undecided {
  readonly row: EvidenceRow;
  readonly problems: readonly LimitProblem[];
}

/** The verdict, and what a sceptic should know beside it. */
export interface Judgement {
  readonly judged: readonly JudgedRow[];
  readonly verdict: Verdict;
  /** A model each. */
  readonly reproducing: readonly Reproducing[];
  /** Steps down in bits that are no step up in speed. */
  readonly noFaster: readonly SpeedStep[];
}

const problemsOf = (outcomes: Outcomes): readonly LimitProblem[] =>
  limitNames.flatMap((limit): readonly LimitProblem[] => {
    const outcome = outcomes[limit];
    if (!outcome || outcome.kind === 'holds') return [];
    return [{ limit, kind: outcome.kind, why: outcome.kind === 'missing' ? outcome.why : null }];
  });

/** What the budget counts decides what lightest means; the faster of two that are equal. */
function byWeight(limits: Limits): (a: EvidenceRow, b: EvidenceRow) => number {
  const weight = (row: EvidenceRow): number =>
    (limits.budget?.of === 'memory' ? row.memory : row.facts?.bytes) ?? Infinity;
  return (a, b) => {
    const [first, second] = [weight(a), weight(b)];
    if (first !== second) return first < second ? -1 : 1;
    return (b.decode?.mean ?? 0) - (a.decode?.mean ?? 0);
  };
}

const shortfall = (outcomes: Outcomes): { readonly count: number; readonly sum: number } => {
  let count = 0;
  let sum = 0;
  for (const name of limitNames) {
    const outcome = outcomes[name];
    if (!outcome || outcome.kind === 'holds') continue;
    count++;
    if (outcome.kind === 'fails') sum += outcome.shortfall;
  }
  return { count, sum };
};

function evidenceOf(row: EvidenceRow, { rows, reference: named }: EvidenceView): ChosenEvidence {
  const reference = named
    ? (rows.find(({ variant }) => sameVariant(variant, named)) ?? null)
    : null;
  if (!reference || reference === row) return { reference: null, byteShare: null, speed: null };
  const isSameModel = reference.variant.model === row.variant.model;
  const isCutAlike = row.tokensHash !== null && row.tokensHash === reference.tokensHash;
  return {
    reference,
    byteShare: row.facts && reference.facts ? row.facts.bytes / reference.facts.bytes : null,
    // Tokens of different length make rates of different things.
    speed:
      row.decode && reference.decode && (isSameModel || isCutAlike)
        ? rateRatio(row.decode.samples, reference.decode.samples)
        : null,
  };
}

function decide(view: EvidenceView, judged: readonly JudgedRow[], limits: Limits): Verdict {
  if (judged.length === 0) return { kind: 'empty' };
  const order = byWeight(limits);
  const sorted = judged.toSorted((a, b) => order(a.row, b.row));
  const undecided = (list: readonly JudgedRow[]): readonly Undecided[] =>
    list
      .filter(({ outcomes }) => ['uncertain', 'missing'].includes(standing(outcomes)))
      .map(({ row, outcomes }) => ({ row, problems: problemsOf(outcomes) }));
  const index = sorted.findIndex(({ outcomes }) => standing(outcomes) === 'holds');
  const chosen = sorted[index];
  if (chosen)
    return {
      kind: 'chosen',
      row: chosen.row,
      limits: limitsSet(limits),
      evidence: evidenceOf(chosen.row, view),
      lighter: undecided(sorted.slice(0, index)),
    };
  const unjudged = sorted.filter(({ outcomes }) => standing(outcomes) === 'missing');
  if (unjudged.length > 0) return { kind: 'thin', undecided: undecided(unjudged) };
  const [closest] = sorted.toSorted((a, b) => {
    const [first, second] = [shortfall(a.outcomes), shortfall(b.outcomes)];
    return first.count - second.count || first.sum - second.sum;
  });
  return closest
    ? {
        kind: 'none',
        closest: closest.row,
        problems: problemsOf(closest.outcomes),
        limits: limitsSet(limits),
      }
    : { kind: 'empty' };
}

/** Nominal bits of a format's linear weights. */
function nominalBits(format: LevelFormat): number {
  switch (format) {
    case 'fp32':
      return 32;
    case 'fp16':
      return 16;
    case 'q8':
    case 'int8':
      return 8;
    case 'q4':
    case 'q4i':
      return 4;
    case 'q3':
      return 3;
    case 'q2':
      return 2;
  }
}

const reproducingOf = (
  model: EvidenceModel,
  rows: readonly EvidenceRow[],
): readonly Reproducing[] => {
  const shippedBits = nominalBits(parseLevel(model.shippedLevel).format);
  const above = rows.filter(
    ({ variant }) =>
      variant.model === model.id &&
      shippedBits < 16 &&
      nominalBits(parseLevel(variant.level).format) > shippedBits,
  );
  return above.length > 0 ? [{ model, shippedBits, rows: above }] : [];
};

/** The smallest variant that holds, on this evidence. Pure: everything that is said comes from here. */
export function judgeEvidence(view: EvidenceView, limits: Limits): Judgement {
  const { rows, models } = view;
  const judged = rows.map((row) => ({ row, outcomes: judge(row, limits) }));
  const verdict = decide(view, judged, limits);
  const engine = (verdict.kind === 'chosen' ? verdict.row : rows[0])?.variant.engine ?? 'simd';
  return {
    judged,
    verdict,
    reproducing: models.flatMap((model) => reproducingOf(model, rows)),
    noFaster: models.flatMap(({ id }) =>
      speedSteps(
        rows.filter(({ variant }) => variant.model === id),
        engine,
      ).filter(({ effect }) => effect !== 'faster'),
    ),
  };
}
