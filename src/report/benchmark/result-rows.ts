import { msg, str } from '@lit/localize';
import {
  isComparable,
  testName,
  type BenchRow,
  type BenchRowSubject,
  type LimitShare,
  type MeasuredRow,
} from '../../../core/bench-result.ts';
import type { Failure } from '../../../core/errors.ts';
import { mean } from '../../../core/statistics.ts';
import { failureText } from '../../i18n/errors.ts';
import { duration, megabytes, number, rate } from '../../i18n/format.ts';
import { axisTo, type Axis } from './axis.ts';
import { markText } from './marks.ts';
import { rateText, type RateText } from './rate-text.ts';
import { engineWithThreads, variantKey } from './subject-text.ts';

/** A mean with its spread on the table's axis, fractions of it. */
export interface BarView {
  readonly length: number;
  readonly low: number;
  readonly high: number;
}

export interface ShareView {
  /** `71 %` */
  readonly percent: string;
  /** `71 % of memory bandwidth` */
  readonly text: string;
  /** `bandwidth` */
  readonly limit: string;
  readonly fraction: number;
}

export type RowStateView =
  | {
      readonly kind: 'measured';
      readonly rate: RateText;
      readonly median: string;
      /** Mean time to the first token, of tests that have both parts. */
      readonly firstToken: string | undefined;
      readonly bar: BarView;
      readonly share: ShareView | undefined;
      /** What may have disturbed it. */
      readonly notes: readonly string[];
      /** The page was hidden: left out of comparisons. */
      readonly hidden: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly advice: string }
  | { readonly kind: 'measuring' | 'waiting' | 'left-out'; readonly text: string };

export interface ResultRowView {
  readonly level: string;
  /** MB of the weights, without the unit; empty where nothing was loaded. */
  readonly size: string;
  readonly engine: string;
  readonly test: string;
  /** Begins another variant than the row above. */
  readonly begins: boolean;
  readonly state: RowStateView;
}

export interface ResultTable {
  readonly rows: readonly ResultRowView[];
  readonly axis: Axis;
  /** Whether any row has one: the column is left out otherwise. */
  readonly firstTokens: boolean;
  readonly shares: boolean;
}

/** A row of the table, measured or still to come. */
export type TableEntry =
  BenchRow | (BenchRowSubject & { readonly status: 'measuring' | 'waiting' | 'left-out' });

/** Fractions beyond 1 are errors of the limit's own measurement, and shown as they are. */
export function shareView({ limit, share }: LimitShare): ShareView {
  const percent = `${number(share * 100)} %`;
  return limit === 'bandwidth'
    ? {
        percent,
        fraction: share,
        limit: msg('memory', { id: 'bench.limit-bandwidth' }),
        text: msg(str`${percent} of memory bandwidth`, { id: 'bench.share-bandwidth' }),
      }
    : {
        percent,
        fraction: share,
        limit: msg('compute', { id: 'bench.limit-compute' }),
        text: msg(str`${percent} of integer compute`, { id: 'bench.share-compute' }),
      };
}

const failureReason = (failure: Failure): { reason: string; advice: string } => {
  const { happened, advice } = failureText(failure);
  return { reason: happened, advice };
};

const highOf = ({ avg_ts, stddev_ts }: MeasuredRow): number => avg_ts + stddev_ts;

/** The table of one run. */
export function resultTable(entries: readonly TableEntry[]): ResultTable {
  const measured = entries.filter((entry) => entry.status === 'measured');
  const axis = axisTo(Math.max(0, ...measured.map(highOf)));
  const sizes = new Map(measured.map((row) => [variantKey(row), megabytes(row.model_size)]));
  let above = '';
  return {
    axis,
    firstTokens: measured.some(({ ttft_ms }) => ttft_ms.length > 0),
    shares: measured.length === 0 || measured.some(({ limit_share }) => limit_share !== null),
    rows: entries.map((entry) => {
      const key = variantKey(entry);
      const begins = key !== above;
      above = key;
      return {
        level: entry.level,
        size: sizes.get(key) ?? '',
        engine: engineWithThreads(entry.engine, entry.n_threads),
        test: testName(entry),
        begins,
        state: stateView(entry, axis),
      };
    }),
  };
}

function stateView(entry: TableEntry, { end }: Axis): RowStateView {
  switch (entry.status) {
    case 'measured':
      return {
        kind: 'measured',
        rate: rateText(entry),
        median: rate(entry.median_ts),
        firstToken: entry.ttft_ms.length > 0 ? duration(mean(entry.ttft_ms)) : undefined,
        bar: {
          length: entry.avg_ts / end,
          low: Math.max(entry.avg_ts - entry.stddev_ts, 0) / end,
          high: highOf(entry) / end,
        },
        share: entry.limit_share ? shareView(entry.limit_share) : undefined,
        notes: entry.marks.map(markText),
        hidden: !isComparable(entry),
      };
    case 'failed':
      return { kind: 'failed', ...failureReason(entry.failure) };
    case 'measuring':
      return { kind: 'measuring', text: msg('measuring', { id: 'bench.row-measuring' }) };
    case 'waiting':
      return { kind: 'waiting', text: msg('waiting', { id: 'bench.row-waiting' }) };
    case 'left-out':
      return { kind: 'left-out', text: msg('left out', { id: 'bench.row-left-out' }) };
  }
}
