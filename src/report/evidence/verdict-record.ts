import type { Interval, PairedDifference } from '../../../core/quality.ts';
import type { RateRatio } from '../../../core/metrics/rate-ratio.ts';
import { formatVariant } from '../../../core/variant.ts';
import { currentLocale, type Locale } from '../../i18n/locale.ts';
import type { Basis } from './basis.ts';
import type { Limits, Outcomes } from './limits.ts';
import type { Bounded, Change, Spread } from './bounded-figures.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';
import type { Judgement, LimitProblem, Undecided, Verdict } from './verdict.ts';
import { verdictText } from './verdict-text.ts';

/** `se`: one standard error; `interval`: 95 %; `n`: positions. */
type BoundedRecord = Pick<Bounded, 'value' | 'se' | 'interval' | 'n'>;

/** `sd`: sample standard deviation; `interval`: 95 % of the mean; `n`: repetitions. */
type SpreadRecord = Omit<Spread, 'samples'>;

/** What a verdict says of one variant, with its uncertainty. `null`: not measured. */
export interface QuantitiesRecord {
  readonly bytes: number | null;
  readonly linearBitsPerWeight: number | null;
  readonly fileBitsPerWeight: number | null;
  readonly memoryBytes: number | null;
  readonly decodeTps: SpreadRecord | null;
  readonly prefillTps: SpreadRecord | null;
  readonly firstTokenMs: SpreadRecord | null;
  readonly perplexity: BoundedRecord | null;
  readonly bitsPerByte: BoundedRecord | null;
  /** Bits per byte over the reference's, less 1. */
  readonly moreBits: Change | null;
  /** Nats, against its own model's reference. */
  readonly kld: BoundedRecord | null;
  readonly sameTop: BoundedRecord | null;
  /** accNorm */
  readonly accuracy: { readonly value: number; readonly interval: Interval } | null;
  /** Less the reference's, on the same questions. */
  readonly accuracyDifference: PairedDifference | null;
}

interface UndecidedRecord {
  readonly variant: string;
  readonly problems: readonly LimitProblem[];
}

/** The verdict as data, for other programs: every quantity that its sentence is made of. */
export interface VerdictRecord {
  readonly kind: Verdict['kind'];
  /** In `locale`'s language. */
  readonly sentence: string;
  readonly notes: readonly string[];
  readonly locale: Locale;
  readonly limits: Limits;
  readonly basis: Basis;
  /** `formatVariant`'s; what accuracy, bits per byte and speed are told against. */
  readonly reference: string | null;
  readonly chosen: {
    readonly variant: string;
    readonly quantities: QuantitiesRecord;
    /** Against the reference; `null` where it is the reference, or nothing was compared. */
    readonly byteShare: number | null;
    /** Decode rate over the reference's, with its 95 % interval. */
    readonly speed: RateRatio | null;
  } | null;
  /** The variant that misses the fewest limits, where none holds them all. */
  readonly closest: {
    readonly variant: string;
    readonly quantities: QuantitiesRecord;
    readonly problems: readonly LimitProblem[];
  } | null;
  /** Variants that might hold, and what they lack to be judged. */
  readonly undecided: readonly UndecidedRecord[];
  /** How each variant stands to each limit, lightest first. */
  readonly judged: readonly { readonly variant: string; readonly outcomes: Outcomes }[];
  /** Steps down in bits that are no step up in decoding. */
  readonly noFaster: readonly {
    readonly from: string;
    readonly to: string;
    readonly ratio: RateRatio;
    readonly effect: 'faster' | 'same' | 'slower';
  }[];
  /** Levels above the published weights' own bits. */
  readonly reproducing: readonly string[];
}

export function verdictRecord(
  judgement: Judgement,
  view: EvidenceView,
  limits: Limits,
): VerdictRecord {
  const { verdict, judged, noFaster, reproducing } = judgement;
  const { lead, sentence, tail, notes } = verdictText(judgement, view, limits);
  const { reference } = view;
  return {
    kind: verdict.kind,
    sentence: [lead, sentence, tail].filter((part) => part !== '').join(' '),
    notes,
    locale: currentLocale(),
    limits,
    basis: view.basis,
    reference: reference ? formatVariant(reference) : null,
    chosen:
      verdict.kind === 'chosen'
        ? {
            variant: verdict.row.id,
            quantities: quantitiesOf(verdict.row),
            byteShare: verdict.evidence.byteShare,
            speed: verdict.evidence.speed,
          }
        : null,
    closest:
      verdict.kind === 'none'
        ? {
            variant: verdict.closest.id,
            quantities: quantitiesOf(verdict.closest),
            problems: verdict.problems,
          }
        : null,
    undecided: undecidedOf(verdict).map(({ row, problems }) => ({ variant: row.id, problems })),
    judged: judged.map(({ row, outcomes }) => ({ variant: row.id, outcomes })),
    noFaster: noFaster.map(({ from, to, ratio, effect }) => ({
      from: from.id,
      to: to.id,
      ratio,
      effect,
    })),
    reproducing: reproducing.flatMap(({ rows }) => rows.map(({ id }) => id)),
  };
}

function undecidedOf(verdict: Verdict): readonly Undecided[] {
  switch (verdict.kind) {
    case 'chosen':
      return verdict.lighter;
    case 'thin':
      return verdict.undecided;
    case 'empty':
    case 'none':
      return [];
  }
}

const quantitiesOf = (row: EvidenceRow): QuantitiesRecord => ({
  bytes: row.facts?.bytes ?? null,
  linearBitsPerWeight: row.facts?.linearBitsPerWeight ?? null,
  fileBitsPerWeight: row.facts?.fileBitsPerWeight ?? null,
  memoryBytes: row.memory,
  decodeTps: spreadRecord(row.decode),
  prefillTps: spreadRecord(row.prefill),
  firstTokenMs: spreadRecord(row.firstToken),
  perplexity: boundedRecord(row.perplexity),
  bitsPerByte: boundedRecord(row.bitsPerByte),
  moreBits: row.moreBits,
  kld: boundedRecord(row.kld),
  sameTop: boundedRecord(row.sameTop),
  accuracy: row.accuracy && { value: row.accuracy.value, interval: row.accuracy.interval },
  accuracyDifference: row.accuracyDifference,
});

const boundedRecord = (figure: Bounded | null): BoundedRecord | null =>
  figure && { value: figure.value, se: figure.se, interval: figure.interval, n: figure.n };

const spreadRecord = (figure: Spread | null): SpreadRecord | null =>
  figure && { mean: figure.mean, sd: figure.sd, n: figure.n, interval: figure.interval };
