import { markdownTable } from '../markdown-table.ts';
import { shortened, type BenchRow } from '../rows.ts';
import { spreadOf, spreadText } from '../spread.ts';
import { ratiosOf, type Comparison, type PeerRounds, type Ratio } from './comparisons.ts';

const ratesOf = ({ rounds }: PeerRounds, id: string): readonly number[] =>
  rounds.flatMap(({ rates }) => rates.get(id) ?? []);

/** The latest reason of each row that failed in any round. */
const failuresOf = ({ rounds }: PeerRounds): ReadonlyMap<string, string> =>
  new Map(rounds.flatMap(({ failures }) => [...failures]));

const tierOf = ({ rounds }: PeerRounds): string | undefined =>
  rounds.find(({ tier }) => tier !== undefined)?.tier;

/** Reasons with the rows that share them, one line each. */
function failureLines(peers: readonly PeerRounds[]): readonly string[] {
  return peers.flatMap((one) => {
    const failures = [...failuresOf(one)];
    return [...new Set(failures.map(([, reason]) => reason))].map((reason) => {
      const ids = failures.flatMap(([id, its]) => (its === reason ? [id] : []));
      return `- ${one.peer.name} (${ids.join('; ')}): ${reason}`;
    });
  });
}

/** What is kept of the rates: all samples, and the tokens where a peer took fewer. */
export const keptRates = (peers: readonly PeerRounds[], rows: readonly BenchRow[]): object =>
  Object.fromEntries(
    peers.map((one) => [
      one.peer.name,
      {
        tier: tierOf(one),
        loadMs: one.rounds.map(({ loadMs }) => loadMs ?? null),
        peakBytes: one.rounds.map(({ peakBytes }) => peakBytes ?? null),
        failures: Object.fromEntries(failuresOf(one)),
        rows: byRow(rows, (row) => {
          const samples = ratesOf(one, row.id);
          const tokens = shortened(row, one.peer.limits)?.tokens;
          return samples.length > 0 ? { tokens, samples, ...spreadOf(samples) } : undefined;
        }),
      },
    ]),
  );

/** What is kept of the comparisons. */
export const keptRatios = (
  comparisons: readonly Comparison[],
  rows: readonly BenchRow[],
): readonly object[] =>
  comparisons.map(({ title, ratios }) => ({
    title,
    ratios: Object.fromEntries(
      ratios.map((ratio) => [ratio.name, byRow(rows, ({ id }) => spreadOf(ratiosOf(ratio, id)))]),
    ),
  }));

const byRow = (rows: readonly BenchRow[], valueOf: (row: BenchRow) => object | undefined): object =>
  Object.fromEntries(
    rows.flatMap((row) => {
      const value = valueOf(row);
      return value ? [[row.id, value] as const] : [];
    }),
  );

/**
 * Markdown tables: rates by peer and row, the comparisons, what loading costs; each the median with the
 * lowest and highest of all rounds. `*`: measured with fewer tokens. What failed is said with its
 * reason.
 */
export function tables(
  peers: readonly PeerRounds[],
  rows: readonly BenchRow[],
  comparisons: readonly Comparison[],
): string {
  const heading = ['', ...rows.map(({ id }) => id)];
  const rates = peers.map((one) => [
    one.peer.name,
    ...rows.map((row) => {
      const spread = spreadOf(ratesOf(one, row.id));
      if (!spread) return failuresOf(one).has(row.id) ? 'failed' : '-';
      const fewer = shortened(row, one.peer.limits)?.tokens !== row.tokens;
      return `${spreadText(spread)}${fewer ? ' *' : ''}`;
    }),
  ]);
  const failed = failureLines(peers);
  const costs = peers.map((one) => {
    const loads = spreadOf(one.rounds.flatMap(({ loadMs }) => loadMs ?? []));
    const peaks = spreadOf(one.rounds.flatMap(({ peakBytes }) => peakBytes ?? []));
    return [
      one.peer.name,
      loads ? `${(loads.median / 1000).toFixed(2)} s` : '-',
      peaks ? `${(peaks.median / 1e6).toFixed(0)} MB` : '-',
      tierOf(one) ?? '-',
    ];
  });
  return [
    'Tokens per second: median [lowest, highest]; * with fewer tokens.',
    markdownTable([heading, ...rates]),
    ...(failed.length > 0 ? [['Failed:', '', ...failed].join('\n')] : []),
    ...comparisons.flatMap(({ title, ratios }) => [
      title,
      markdownTable([heading, ...ratios.map((ratio) => [ratio.name, ...ratioCells(ratio, rows)])]),
    ]),
    'Load with all files on this machine, peak resident memory of the process, and instruction tier of our own engine.',
    markdownTable([['', 'load', 'memory', 'tier'], ...costs]),
  ].join('\n\n');
}

const ratioCells = (ratio: Ratio, rows: readonly BenchRow[]): readonly string[] =>
  rows.map(({ id }) => {
    const spread = spreadOf(ratiosOf(ratio, id));
    return spread ? `${spreadText(spread)} x` : '-';
  });
