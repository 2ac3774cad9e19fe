import * as v from 'valibot';
import { isEngineId, type EngineId } from '../../core/variant.ts';
import { isLevelId, type LevelId } from '../../core/levels.ts';

/** Which of two answers a person preferred without knowing whose they were. */
const voteOutcomes = ['first', 'second', 'tie', 'both-bad'] as const;
export type VoteOutcome = (typeof voteOutcomes)[number];

/** A level of a model on an engine, without the model. */
export interface VotedVariant {
  readonly level: LevelId;
  readonly engine: EngineId;
}

/** One blind vote on two variants of a model. Nothing of what was asked or answered is kept. */
export interface VoteRecord {
  readonly id: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly model: string;
  /** The two in the order of `pairOf`, whatever order they were shown in. */
  readonly first: VotedVariant;
  readonly second: VotedVariant;
  readonly outcome: VoteOutcome;
}

/**
 * Blind votes on this device. Dispatches a plain `change` event after a change in this tab or another.
 * All methods reject with catalogued `storage-blocked` or `storage-full`.
 */
export interface VoteStore extends EventTarget {
  /** Oldest first. */
  list(): Promise<readonly VoteRecord[]>;
  add(vote: VoteRecord): Promise<void>;
  clear(): Promise<void>;
}

const variantSchema = v.object({
  level: v.custom<LevelId>((value) => typeof value === 'string' && isLevelId(value)),
  engine: v.custom<EngineId>((value) => typeof value === 'string' && isEngineId(value)),
});

const voteSchema = v.object({
  id: v.string(),
  at: v.number(),
  model: v.string(),
  first: variantSchema,
  second: variantSchema,
  outcome: v.picklist(voteOutcomes),
});

/** A record as stored, `undefined` for one that this version doesn't understand: it is left where it is. */
export function parseVote(value: unknown): VoteRecord | undefined {
  const parsed = v.safeParse(voteSchema, value);
  return parsed.success ? parsed.output : undefined;
}
