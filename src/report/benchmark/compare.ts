import { msg, str } from '@lit/localize';
import { testName, type BenchmarkResult, type MeasuredRow } from '../../../core/bench-result.ts';
import { benchmarkRate } from '../../../core/metrics/benchmark-rate.ts';
import { rateRatio, type RateRatio } from '../../../core/metrics/rate-ratio.ts';
import { dayAndTime, number } from '../../i18n/format.ts';
import { instructionsText } from '../instructions-text.ts';
import type { Figure, LineSeries } from './figure.ts';
import { comparableRows, measuredRows, rowsByVariant } from './headline.ts';
import { verdictOf } from './ratio-verdict.ts';
import { rateText, type RateText } from './rate-text.ts';
import { engineWithThreads, modelName, testKey, variantKey, variantText } from './subject-text.ts';
import { recordOf } from './variant-record.ts';

/** A variant with its threads, of one run. */
export interface ComparedEntry {
  readonly label: string;
  /** Only what it does not share with all others, for charts; the label where they share all. */
  readonly short: string;
  readonly result: BenchmarkResult;
  readonly key: string;
  readonly rows: readonly MeasuredRow[];
}

export interface ComparedTest {
  readonly key: string;
  readonly name: string;
}

export interface Comparison {
  readonly entries: readonly ComparedEntry[];
  /** In the order in which they are first met. */
  readonly tests: readonly ComparedTest[];
  /** Rows left out because the page was hidden. */
  readonly leftOut: number;
}

/** What may be compared in these runs, latest last. */
export function compare(results: readonly BenchmarkResult[]): Comparison {
  const inOrder = results.toSorted((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const models = new Set(inOrder.flatMap(({ rows }) => rows.map(({ model }) => model)));
  const machines = new Set(inOrder.map(machineText));
  const tiers = new Set(
    inOrder.flatMap(({ variants }) => variants.flatMap(({ instructions }) => instructions ?? [])),
  );
  const named = inOrder.flatMap((result) =>
    [...rowsByVariant(comparableRows(result))].map(([key, rows]) => {
      const [first] = rows;
      const tier = tiers.size > 1 ? recordOf(result, first)?.instructions : undefined;
      const parts = [
        ...(models.size > 1 ? [modelName(first.model)] : []),
        first.level,
        engineWithThreads(first.engine, first.n_threads),
        ...(machines.size > 1 ? [machineText(result)] : []),
        ...(tiers.size > 1 ? [tier ? instructionsText(tier) : ''] : []),
        ...(inOrder.length > 1 ? [dayAndTime(Date.parse(result.startedAt))] : []),
      ];
      return { parts, result, key, rows };
    }),
  );
  const entries = named.map(({ parts, ...rest }): ComparedEntry => {
    const own = parts.filter((part, index) => named.some((each) => each.parts[index] !== part));
    return { ...rest, label: listed(parts), short: listed(own) || listed(parts) };
  });
  const tests = new Map<string, ComparedTest>();
  for (const { rows } of entries)
    for (const row of rows) tests.set(testKey(row), { key: testKey(row), name: testName(row) });
  return {
    entries,
    tests: [...tests.values()],
    leftOut: inOrder.reduce(
      (sum, result) => sum + measuredRows(result).length - comparableRows(result).length,
      0,
    ),
  };
}

/** Without those that a result doesn't tell. */
const listed = (parts: readonly string[]): string => parts.filter((part) => part !== '').join(', ');

const machineText = ({ circumstances: { browser, os } }: BenchmarkResult): string =>
  `${browser} ${os}`.trim();

export const rowOf = ({ rows }: ComparedEntry, test: string): MeasuredRow | undefined =>
  rows.find((row) => testKey(row) === test);

/** The table: a variant a line, a test a column. */
export const comparedRates = ({
  entries,
  tests,
}: Comparison): readonly {
  readonly label: string;
  readonly rates: readonly (RateText | undefined)[];
}[] =>
  entries.map((entry) => ({
    label: entry.label,
    rates: tests.map(({ key }) => {
      const row = rowOf(entry, key);
      return row && rateText(row);
    }),
  }));

/** One bar a variant, for a test that at least two of them have. */
export function barsFigure({ entries, tests }: Comparison, test: string): Figure | undefined {
  const rows = entries.flatMap((entry) => {
    const row = rowOf(entry, test);
    return row ? [{ entry, row }] : [];
  });
  const name = tests.find(({ key }) => key === test)?.name;
  if (rows.length < 2 || name === undefined) return undefined;
  return {
    kind: 'bars',
    title: msg(str`${name}, mean and standard deviation`, { id: 'bench.figure-bars' }),
    unit: 'tok/s',
    rows: rows
      .toSorted((a, b) => b.row.avg_ts - a.row.avg_ts)
      .map(({ entry, row }) => ({
        label: entry.short,
        text: rateText(row).mean,
        mean: row.avg_ts,
        low: Math.max(row.avg_ts - row.stddev_ts, 0),
        high: row.avg_ts + row.stddev_ts,
      })),
  };
}

const ratePoint = (row: MeasuredRow, x: number): LineSeries['points'][number] => ({
  x,
  mean: row.avg_ts,
  low: Math.max(row.avg_ts - row.stddev_ts, 0),
  high: row.avg_ts + row.stddev_ts,
});

function ttftPoint({ ttft_ms, n_prompt }: MeasuredRow): LineSeries['points'][number] {
  const { mean, deviation } = benchmarkRate(ttft_ms);
  return { x: n_prompt, mean, low: Math.max(mean - deviation, 0), high: mean + deviation };
}

/** Lines through what differs in `x` alone; a single point makes none. */
const seriesOf = (
  groups: Iterable<readonly [string, readonly LineSeries['points'][number][]]>,
): readonly LineSeries[] =>
  [...groups].flatMap(([label, points]) =>
    new Set(points.map(({ x }) => x)).size < 2
      ? []
      : [{ label, points: points.toSorted((a, b) => a.x - b.x) }],
  );

/** Charts of what a run sweeps over, as far as these results do: prompt length, context, threads. */
export function sweepFigures({ entries }: Comparison): readonly Figure[] {
  const firstToken = seriesOf(
    entries.map(({ short, rows }) => [
      short,
      rows.filter(({ n_gen, ttft_ms }) => n_gen === 1 && ttft_ms.length > 0).map(ttftPoint),
    ]),
  );
  return [
    ...figureOf(firstToken, {
      title: msg('Time to the first token by prompt length', { id: 'bench.figure-first-token' }),
      unit: 'ms',
      xLabel: msg('prompt tokens', { id: 'bench.axis-prompt' }),
    }),
    ...contextFigures(entries),
    ...threadFigures(entries),
  ];
}

const figureOf = (
  series: readonly LineSeries[],
  rest: { readonly title: string; readonly unit: string; readonly xLabel: string },
): readonly Figure[] => (series.length === 0 ? [] : [{ kind: 'lines', series, ...rest }]);

/** Decode rate against depth, one chart for each number of generated tokens. */
function contextFigures(entries: readonly ComparedEntry[]): readonly Figure[] {
  const lengths = new Set(entries.flatMap(({ rows }) => rows.filter(isDecode).map((r) => r.n_gen)));
  return [...lengths].flatMap((length) =>
    figureOf(
      seriesOf(
        entries.map(({ short, rows }) => [
          short,
          rows
            .filter((row) => isDecode(row) && row.n_gen === length)
            .map((row) => ratePoint(row, row.n_depth)),
        ]),
      ),
      {
        title: msg(str`Decode rate by context, tg${number(length)}`, {
          id: 'bench.figure-context',
        }),
        unit: 'tok/s',
        xLabel: msg('tokens in the cache', { id: 'bench.axis-context' }),
      },
    ),
  );
}

const isDecode = ({ n_prompt, n_gen }: MeasuredRow): boolean => n_gen > 0 && n_prompt === 0;

/** Rate against threads: lines of one run, level, engine and test. */
function threadFigures(entries: readonly ComparedEntry[]): readonly Figure[] {
  const charts = new Map<string, Map<string, LineSeries['points'][number][]>>();
  for (const { result, rows } of entries)
    for (const row of rows) {
      if (row.engine === 'webgpu' || row.n_depth > 0) continue;
      const name = testName(row);
      const chart = charts.get(name) ?? new Map<string, LineSeries['points'][number][]>();
      charts.set(name, chart);
      const runs = new Set(entries.map((entry) => entry.result.id)).size;
      const label = [
        `${row.level}, ${row.engine.toUpperCase()}`,
        ...(runs > 1 ? [dayAndTime(Date.parse(result.startedAt))] : []),
      ].join(', ');
      const points = chart.get(label) ?? [];
      chart.set(label, points);
      points.push(ratePoint(row, row.n_threads));
    }
  return [...charts].flatMap(([name, chart]) =>
    figureOf(seriesOf(chart), {
      title: msg(str`${name} by threads`, { id: 'bench.figure-threads' }),
      unit: 'tok/s',
      xLabel: msg('threads', { id: 'bench.axis-threads' }),
    }),
  );
}

/** One variant's test in two runs. */
export interface PairRow {
  readonly variant: string;
  readonly test: string;
  readonly earlier: RateText;
  readonly later: RateText;
  /** Of the later rate to the earlier; `null` where a single repetition tells no spread. */
  readonly interval: RateRatio | null;
  readonly verdict: 'faster' | 'slower' | 'within-spread' | 'unknown';
}

/** What two runs of the same variants say of each other; empty where they share no test. */
export function pairRows(earlier: BenchmarkResult, later: BenchmarkResult): readonly PairRow[] {
  const before = comparableRows(earlier);
  return comparableRows(later).flatMap((row): PairRow[] => {
    const other = before.find(
      (each) => variantKey(each) === variantKey(row) && testKey(each) === testKey(row),
    );
    if (!other) return [];
    const interval = rateRatio(row.samples_ts, other.samples_ts);
    return [
      {
        variant: variantText(row),
        test: testName(row),
        earlier: rateText(other),
        later: rateText(row),
        interval,
        verdict: interval ? verdictOf(interval) : 'unknown',
      },
    ];
  });
}
