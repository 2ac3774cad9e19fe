import type { Peer, PeerRound } from './peers.ts';

/** onnxruntime-web without our harness, and our engine on the same graph. */
export const directName = 'onnxruntime-web int8';
const directPartner = 'wasm int8';

/** All rounds of one peer. */
export interface PeerRounds {
  readonly peer: Peer;
  readonly rounds: readonly PeerRound[];
}

/** How many times as fast `own` is as `other`. */
export interface Ratio {
  readonly name: string;
  readonly own: PeerRounds;
  readonly other: PeerRounds;
}

export interface Comparison {
  readonly title: string;
  readonly ratios: readonly Ratio[];
}

/**
 * By rounds: measured one after the other within a round, so that what disturbs the machine for
 * minutes disturbs both.
 */
export function ratiosOf({ own, other }: Ratio, row: string): readonly number[] {
  return own.rounds.flatMap(({ rates }, round) => {
    const [rate, divisor] = [rates.get(row), other.rounds[round]?.rates.get(row)];
    return rate === undefined || divisor === undefined ? [] : [rate / divisor];
  });
}

/**
 * What is set against what: our engine against each of the others; our engine in each of its settings
 * against native llama.cpp in the faster of its; our onnxruntime engine against the runtime driven
 * directly, which tells what our harness costs.
 */
export function comparePeers(peers: readonly PeerRounds[]): readonly Comparison[] {
  const find = (name: string) => peers.find(({ peer }) => peer.name === name);
  const ours = peers.filter(({ peer }) => peer.kind === 'simd');
  const natives = peers.filter(({ peer }) => peer.kind === 'native');
  const native = fastestOf(natives);
  const [subject, partner, direct] = [find('simd'), find(directPartner), find(directName)];
  const comparisons: readonly Comparison[] = [
    {
      title: 'How many times as fast simd is, by rounds.',
      ratios: subject
        ? peers
            .filter((one) => one !== subject)
            .map((other) => ({ name: other.peer.name, own: subject, other }))
        : [],
    },
    {
      title: `How many times as fast as the faster of ${natives.map(({ peer }) => peer.name).join(' and ')}, by rounds.`,
      ratios: native ? ours.map((own) => ({ name: own.peer.name, own, other: native })) : [],
    },
    {
      title: `How many times as fast ${directPartner} is, by rounds.`,
      ratios: partner && direct ? [{ name: directName, own: partner, other: direct }] : [],
    },
  ];
  return comparisons.filter(({ ratios }) => ratios.length > 0);
}

/** @param levels in the order in which they go down */
export const compareLevels = (levels: readonly PeerRounds[]): readonly Comparison[] =>
  levels.length < 2
    ? []
    : [
        {
          title: 'How many times as fast each level is as the one before it, by rounds.',
          ratios: levels
            .slice(1)
            .flatMap((own, i) =>
              (levels[i] ? [levels[i]] : []).map((other) => ({ name: own.peer.name, own, other })),
            ),
        },
      ];

/** In every round, of each row the highest rate of any; `undefined` without peers. */
function fastestOf(peers: readonly PeerRounds[]): PeerRounds | undefined {
  const [first] = peers;
  if (!first) return undefined;
  const rounds = first.rounds.map((round, index) => {
    const rates = new Map<string, number>();
    for (const one of peers)
      for (const [row, rate] of one.rounds[index]?.rates ?? [])
        rates.set(row, Math.max(rate, rates.get(row) ?? 0));
    return { ...round, rates };
  });
  return { peer: first.peer, rounds };
}
