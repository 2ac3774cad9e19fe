import { msg, str } from '@lit/localize';
import { isComparable, testName, type BenchmarkResult } from '../../../core/bench-result.ts';
import { rateRatio, type RateRatio } from '../../../core/metrics/rate-ratio.ts';
import { engineName } from '../../i18n/engines.ts';
import { dateTime, number } from '../../i18n/format.ts';
import type { BenchmarkRecord } from '../../store/benchmark-results.ts';
import { axisTo } from './axis.ts';
import { browserText } from './circumstances.ts';
import { comparableRows, fastestVariant, headlineOf } from './headline.ts';
import { verdictOf } from './ratio-verdict.ts';
import { rateText, type RateText } from './rate-text.ts';
import type { BarView } from './result-rows.ts';
import { engineWithThreads, testKey, variantKey } from './subject-text.ts';

interface NamedRate extends RateText {
  readonly test: string;
}

/** A run in the list of those on this device. */
export interface HistoryRow {
  readonly id: string;
  readonly when: string;
  /** Levels, engines, threads. */
  readonly levels: string;
  readonly engines: string;
  /** Its fastest variant's. */
  readonly prompt: NamedRate | undefined;
  readonly decode: (NamedRate & { readonly bar: BarView }) | undefined;
  /** Its decode rate against the latest run's of the same variant and test. */
  readonly against: string;
  readonly imported: string | undefined;
  readonly state: string | undefined;
}

const unique = (values: readonly string[]): string => [...new Set(values)].join(' ');

/** @param records latest first */
export function historyRows(records: readonly BenchmarkRecord[]): readonly HistoryRow[] {
  const headlines = records.map(({ result }) => headlineOf(fastestVariant(result)));
  const { end } = axisTo(
    Math.max(0, ...headlines.map(({ decode }) => (decode ? decode.avg_ts + decode.stddev_ts : 0))),
  );
  const latest = records.find(({ importedAt }) => importedAt === null)?.result;
  return records.map(({ result, importedAt }, index): HistoryRow => {
    const { prompt, decode } = headlines[index] ?? {};
    return {
      id: result.id,
      when: dateTime(Date.parse(result.startedAt)),
      levels: unique(result.rows.map(({ level }) => level)),
      engines: enginesText(result),
      prompt: prompt && { ...rateText(prompt), test: testName(prompt) },
      decode: decode && {
        ...rateText(decode),
        test: testName(decode),
        bar: {
          length: decode.avg_ts / end,
          low: Math.max(decode.avg_ts - decode.stddev_ts, 0) / end,
          high: (decode.avg_ts + decode.stddev_ts) / end,
        },
      },
      against: latest && latest !== result ? againstText(result, latest) : '',
      imported:
        importedAt === null
          ? undefined
          : msg(str`imported, ${browserText(result.circumstances)}`, { id: 'bench.imported-from' }),
      state: result.state === 'finished' ? undefined : stateText(result),
    };
  });
}

function stateText({ state }: BenchmarkResult): string {
  return state === 'stopped'
    ? msg('stopped early', { id: 'bench.was-stopped' })
    : msg('cut off', { id: 'bench.was-cut-off' });
}

function enginesText({ rows }: BenchmarkResult): string {
  const variants = [
    ...new Set(rows.map(({ engine, n_threads }) => engineWithThreads(engine, n_threads))),
  ];
  return variants.length < 2
    ? (variants[0] ?? '')
    : unique(rows.map(({ engine }) => engineName(engine)));
}

function againstText(result: BenchmarkResult, latest: BenchmarkResult): string {
  const { decode } = headlineOf(fastestVariant(result));
  if (!decode) return '';
  if (!isComparable(decode)) return msg('page was hidden', { id: 'bench.against-hidden' });
  const other = comparableRows(latest).find(
    (row) => variantKey(row) === variantKey(decode) && testKey(row) === testKey(decode),
  );
  const interval = other && rateRatio(decode.samples_ts, other.samples_ts);
  return interval ? verdictText(interval) : '';
}

/** `12 % faster`, `39 % slower`, `within spread`. */
export function verdictText(interval: RateRatio): string {
  const percent = number(Math.abs(interval.ratio - 1) * 100);
  switch (verdictOf(interval)) {
    case 'faster':
      return msg(str`${percent} % faster`, { id: 'bench.faster' });
    case 'slower':
      return msg(str`${percent} % slower`, { id: 'bench.slower' });
    case 'within-spread':
      return msg('within spread', { id: 'bench.within-spread' });
  }
}
