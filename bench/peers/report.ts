import { median } from '../../core/statistics.ts';
import { shortened, type BenchRow } from '../rows.ts';
import type { Peer, PeerRound } from './peers.ts';

/** onnxruntime-web without our harness, and our engine on the same graph. */
export const directName = 'onnxruntime-web int8';
export const directPartner = 'wasm int8';

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

/** The latest reason of each row that failed in any round. */
const failuresOf = ({ rounds }: PeerRounds): ReadonlyMap<string, string> =>
  new Map(rounds.flatMap(({ failures }) => [...failures]));

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
        loadMs: one.rounds.map(({ loadMs }) => loadMs ?? null),
        peakBytes: one.rounds.map(({ peakBytes }) => peakBytes ?? null),
        failures: Object.fromEntries(failuresOf(one)),
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
 * Markdown tables: rates by peer and row, how many times as fast `subject` is as each, and how many
 * times as fast our onnxruntime engine is as the runtime driven directly, which tells what our harness
 * costs; each the median with the lowest and highest of all rounds. `*`: measured with fewer tokens.
 * What failed is said with its reason.
 */
export function tables(
  peers: readonly PeerRounds[],
  rows: readonly BenchRow[],
  subject: string,
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
  const find = (name: string) => peers.find(({ peer }) => peer.name === name);
  const ratioTable = (own: PeerRounds | undefined, others: readonly PeerRounds[]) =>
    own && others.length > 0
      ? [
          `How many times as fast ${own.peer.name} is, by rounds.`,
          table([heading, ...others.map((one) => [one.peer.name, ...ratioCells(own, one, rows)])]),
        ]
      : [];
  const own = find(subject);
  const direct = find(directName);
  const failed = failureLines(peers);
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
    ...(failed.length > 0 ? [['Failed:', '', ...failed].join('\n')] : []),
    ...ratioTable(
      own,
      peers.filter((one) => one !== own),
    ),
    ...ratioTable(find(directPartner), direct ? [direct] : []),
    'Load with all files on this machine, and peak resident memory of the process.',
    table([['', 'load', 'memory'], ...costs]),
  ].join('\n\n');
}

const ratioCells = (
  own: PeerRounds,
  other: PeerRounds,
  rows: readonly BenchRow[],
): readonly string[] =>
  rows.map((row) => {
    const spread = spreadOf(ratiosOf(own, other, row.id));
    return spread ? `${spreadText(spread)} x` : '-';
  });

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
