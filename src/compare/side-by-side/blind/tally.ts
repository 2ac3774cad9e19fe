import { wilsonInterval } from '../../../../core/statistics.ts';
import type { Accuracy } from '../../../../core/quality.ts';
import { levelIds } from '../../../../core/levels.ts';
import { engineIds } from '../../../../core/variant.ts';
import { newId } from '../../../chat/new-id.ts';
import type { VotedVariant, VoteOutcome, VoteRecord } from '../../../store/votes.ts';
import type { BlindRound, BlindVote } from './blind-round.ts';

const rank = ({ level, engine }: VotedVariant): number =>
  levelIds.indexOf(level) * engineIds.length + engineIds.indexOf(engine);

/** Two variants in an order of their own, the heavier level first, so that votes on them add up. */
export const pairOf = (
  a: VotedVariant,
  b: VotedVariant,
): { readonly first: VotedVariant; readonly second: VotedVariant } =>
  rank(a) <= rank(b) ? { first: a, second: b } : { first: b, second: a };

/** A vote on what was shown as A and B, as it is kept. */
export function voteRecord({ a, b }: BlindRound, vote: BlindVote, model: string): VoteRecord {
  const { first, second } = pairOf(a, b);
  const decided = vote === 'a' || vote === 'b';
  const outcome = decided ? ((vote === 'a') === (first === a) ? 'first' : 'second') : vote;
  return {
    id: newId(),
    at: Date.now(),
    model,
    first: plain(first),
    second: plain(second),
    outcome,
  };
}

/** Without what else a choice says. */
const plain = ({ level, engine }: VotedVariant): VotedVariant => ({ level, engine });

/** Votes on one pair of variants. */
export interface PairTally {
  readonly first: VotedVariant;
  readonly second: VotedVariant;
  readonly counts: Readonly<Record<VoteOutcome, number>>;
  /**
   * Share of the decided votes that went to the second, the lighter one; `undefined` while none was
   * decided. Ties and pairs of bad answers decide nothing.
   */
  readonly secondShare: Accuracy | undefined;
}

/** The votes on variants of one model, pair by pair, those voted on most first. */
export function tallyOf(votes: readonly VoteRecord[], model: string): readonly PairTally[] {
  const pairs = new Map<string, VoteRecord[]>();
  for (const vote of votes) {
    if (vote.model !== model) continue;
    const key = JSON.stringify([vote.first, vote.second]);
    pairs.set(key, [...(pairs.get(key) ?? []), vote]);
  }
  return [...pairs.values()]
    .toSorted((a, b) => b.length - a.length)
    .flatMap((group) => {
      const [sample] = group;
      if (!sample) return [];
      const count = (outcome: VoteOutcome): number =>
        group.filter((vote) => vote.outcome === outcome).length;
      const counts = {
        first: count('first'),
        second: count('second'),
        tie: count('tie'),
        'both-bad': count('both-bad'),
      };
      const decided = counts.first + counts.second;
      return [
        {
          first: sample.first,
          second: sample.second,
          counts,
          secondShare:
            decided === 0
              ? undefined
              : {
                  value: counts.second / decided,
                  interval: wilsonInterval(counts.second, decided),
                },
        },
      ];
    });
}
