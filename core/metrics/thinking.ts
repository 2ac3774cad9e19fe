import { ms, notMeasurable, type Figure, type Ms } from '../units.ts';

/** What an answer that began with thinking spent on it. */
export interface ThinkingFigures {
  /** Tokens sampled for the thinking, those of its marks included; the rest are the answer's. */
  readonly tokens: number;
  /** From the first sampled token to the one that ended the thinking, or to the last where none did. */
  readonly thinkingMs: Figure<Ms>;
  /**
   * `firstAnswerMs`, ms: from the worker's receipt of the request to the first token after the
   * thinking that is more than white space.
   */
  readonly firstAnswerMs: Figure<Ms>;
}

/** Times on the worker's clock, ms. */
export interface ThinkingTimes {
  readonly receivedAt: number;
  readonly sampledAt: readonly number[];
  /** How many of the sampled tokens were thinking. */
  readonly tokens: number;
  readonly firstAnswerAt: number | undefined;
}

/** `undefined` for an answer, or the part of one, that thought nothing. */
export function thinkingFigures({
  receivedAt,
  sampledAt,
  tokens,
  firstAnswerAt,
}: ThinkingTimes): ThinkingFigures | undefined {
  const first = sampledAt[0];
  const last = sampledAt[tokens - 1];
  if (first === undefined || last === undefined) return undefined;
  return {
    tokens,
    thinkingMs: ms(last - first),
    firstAnswerMs:
      firstAnswerAt === undefined
        ? notMeasurable('stopped-while-thinking')
        : ms(firstAnswerAt - receivedAt),
  };
}
