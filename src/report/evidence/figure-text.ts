import type { Estimate, Interval } from '../../../core/quality.ts';
import { megabytes, number } from '../../i18n/format.ts';
import type { MeasureId } from './measures.ts';
import type { Spread } from './bounded-figures.ts';
import type { EvidenceRow } from './rows.ts';

/** A figure as it is shown: `24.47` and `± 0.31`, or `40.5` and `[35.8, 45.4]`. No unit. */
export interface FigureText {
  readonly value: string;
  /** Empty for what is counted, not measured, and for a single repetition. */
  readonly error: string;
}

const rateDigits = (value: number): number => (value < 10 ? 2 : value < 100 ? 1 : 0);
const perplexityDigits = (value: number): number => (value < 100 ? 2 : value < 1000 ? 1 : 0);
/**
 * A divergence spans four powers of ten: three digits, and four decimals at most, or five where the error
 * would be shown as 0.
 */
const divergenceDigits = ({ value, se }: Estimate): number =>
  value < 0.01 ? (se > 0 && se < 0.00005 ? 5 : 4) : value < 1 ? 3 : 2;
/** Where the error is below what one decimal shows, a second one. */
const shareDigits = (se: number): number => (se > 0 && se < 0.0005 ? 2 : 1);

const plusMinus = (error: number, digits: number): string => `± ${number(error, digits)}`;

const spread = (figure: Spread | null, digits: (value: number) => number): FigureText | null =>
  figure && {
    value: number(figure.mean, digits(figure.mean)),
    error: figure.sd === null ? '' : plusMinus(figure.sd, digits(figure.mean)),
  };

/** A signed number of percentage points. */
export const points = (share: number): string => {
  const text = number(Math.abs(share) * 100, 1);
  return /[1-9]/.test(text) ? `${share < 0 ? '-' : '+'}${text}` : text;
};

export const pointsInterval = ({ low, high }: Interval): string =>
  `[${points(low)}, ${points(high)}]`;

export const percent = (share: number, digits = 1): string => number(share * 100, digits);

export const percentInterval = ({ low, high }: Interval): string =>
  `[${percent(low)}, ${percent(high)}]`;

const exact = (value: string | null): FigureText | null =>
  value === null ? null : { value, error: '' };

/**
 * A row's figure in words, in the unit of `measureUnit`; `null` where it was not measured. ± is one
 * standard error for quality and the sample standard deviation for rates; brackets are 95 %.
 */
export function figureText(row: EvidenceRow, measure: MeasureId): FigureText | null {
  const { facts } = row;
  switch (measure) {
    case 'bytes':
      return exact(facts && megabytes(facts.bytes));
    case 'linearBits':
      return exact(facts && number(facts.linearBitsPerWeight, 2));
    case 'fileBits':
      return exact(facts && number(facts.fileBitsPerWeight, 2));
    case 'memory':
      return exact(row.memory === null ? null : megabytes(row.memory, 0));
    case 'decode':
      return spread(row.decode, rateDigits);
    case 'prefill':
      return spread(row.prefill, rateDigits);
    case 'firstToken':
      return spread(row.firstToken, (value) => (value < 100 ? 1 : 0));
    case 'perplexity':
      return row.perplexity && estimate(row.perplexity, perplexityDigits(row.perplexity.value));
    case 'bitsPerByte':
      return row.bitsPerByte && estimate(row.bitsPerByte, 3);
    case 'kld':
      return row.kld && divergenceText(row.kld);
    case 'sameTop':
      return row.sameTop && shareText(row.sameTop);
    case 'accuracy':
      return (
        row.accuracy && {
          value: percent(row.accuracy.value),
          error: percentInterval(row.accuracy.interval),
        }
      );
  }
}

const estimate = ({ value, se }: Estimate, digits: number): FigureText => ({
  value: number(value, digits),
  error: plusMinus(se, digits),
});

/** A divergence in nats. */
export const divergenceText = (kld: Estimate): FigureText => estimate(kld, divergenceDigits(kld));

/** A share in percent. */
export const shareText = ({ value, se }: Estimate): FigureText =>
  estimate({ value: value * 100, se: se * 100 }, shareDigits(se));

export const joined = ({ value, error }: FigureText): string =>
  error === '' ? value : `${value} ${error}`;
