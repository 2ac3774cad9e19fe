import { median } from '../../core/statistics.ts';
import { shortened, type BenchRow } from '../rows.ts';
import type { Peer, PeerRound } from './peers.ts';

/** All rounds of one peer. */
export interface PeerRounds {
  readonly peer: Peer;
  readonly rounds: readonly PeerRound[];
}

interface Spread {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

const ratesOf = ({ rounds }: PeerRounds, id: string): readonly number[] =>
  rounds.flatMap(({ rates }) => rates.get(id) ?? []);

/**
 * How many times as fast `subject` is, by rounds: measured one after the other within a round, so
 * that what disturbs the machine for minutes disturbs both.
 */
function ratiosOf(subject: PeerRounds, peer: PeerRounds, id: string): readonly number[] {
  return subject.rounds.flatMap(({ rates }, round) => {
    const [own, other] = [rates.get(id), peer.rounds[round]?.rates.get(id)];
    return own === undefined || other === undefined ? [] : [own / other];
  });
}

/** Three significant digits at least. */
const figure = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const spreadText = (spread: Spread): string =>
  `${figure(spread.median)} [${figure(spread.lowest)}, ${figure(spread.highest)}]`;

/** What is kept of the rates: all samples, and the tokens where a peer took fewer. */
export const keptRates = (peers: readonly PeerRounds[], rows: readonly BenchRow[]): object =>
  Object.fromEntries(
    peers.map((one) => [
      one.peer.name,
      {
        loadMs: one.rounds.map(({ loadMs }) => loadMs ?? null),
        peakBytes: one.rounds.map(({ peakBytes }) => peakBytes ?? null),
        rows: Object.fromEntries(
          rows.flatMap((row) => {
            const samples = ratesOf(one, row.id);
            const tokens = shortened(row, one.peer.limits)?.tokens;
            return samples.length > 0 ? [[row.id, { tokens, samples, ...spreadOf(samples) }]] : [];
          }),
        ),
      },
    ]),
  );

/**
 * Two Markdown tables: rates by peer and row, and how many times as fast `subject` is; each the
 * median with the lowest and highest of all rounds. `*`: measured with fewer tokens.
 */
export function tables(
  peers: readonly PeerRounds[],
  rows: readonly BenchRow[],
  subject: string,
): string {
  const own = peers.find(({ peer }) => peer.name === subject);
  const heading = ['', ...rows.map(({ id }) => id)];
  const rates = peers.map((one) => [
    one.peer.name,
    ...rows.map((row) => {
      const spread = spreadOf(ratesOf(one, row.id));
      if (!spread) return '-';
      const fewer = shortened(row, one.peer.limits)?.tokens !== row.tokens;
      return `${spreadText(spread)}${fewer ? ' *' : ''}`;
    }),
  ]);
  const ratios = own
    ? peers
        .filter((one) => one !== own)
        .map((one) => [
          one.peer.name,
          ...rows.map((row) => {
            const spread = spreadOf(ratiosOf(own, one, row.id));
            return spread ? `${spreadText(spread)} x` : '-';
          }),
        ])
    : [];
  const costs = peers.map(({ peer, rounds }) => {
    const loads = spreadOf(rounds.flatMap(({ loadMs }) => loadMs ?? []));
    const peaks = spreadOf(rounds.flatMap(({ peakBytes }) => peakBytes ?? []));
    return [
      peer.name,
      loads ? `${(loads.median / 1000).toFixed(2)} s` : '-',
      peaks ? `${(peaks.median / 1e6).toFixed(0)} MB` : '-',
    ];
  });
  return [
    'Tokens per second: median [lowest, highest]; * with fewer tokens.',
    table([heading, ...rates]),
    ...(ratios.length > 0
      ? [`How many times as fast ${subject} is, by rounds.`, table([heading, ...ratios])]
      : []),
    'Load with all files on this machine, and peak resident memory of the process.',
    table([['', 'load', 'memory'], ...costs]),
  ].join('\n\n');
}

function table(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(3, ...lines.map((line) => (line[column] ?? '').length)),
  );
  const written = lines.map(
    (line) => `| ${line.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written[0], rule, ...written.slice(1)].join('\n');
}
