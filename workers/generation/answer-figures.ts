import type { AnswerFigures } from '../../core/metrics/answer.ts';
import { decodeRate } from '../../core/metrics/decode.ts';
import type { LoadFigures } from '../../core/metrics/load.ts';
import type { MemoryAccount } from '../../core/metrics/memory.ts';
import { prefillRate } from '../../core/metrics/prefill.ts';
import { timeToFirstToken } from '../../core/metrics/time-to-first-token.ts';
import { thinkingFigures } from '../../core/metrics/thinking.ts';
import { tokenGaps } from '../../core/metrics/token-gap.ts';
import { ms, notMeasurable, type Figure, type Ms } from '../../core/units.ts';

/** Times of one answer, ms on the worker's clock. */
export interface AnswerTimes {
  readonly receivedAt: number;
  readonly prefillStartedAt: number | undefined;
  /** Undefined when stopped before the prompt's last token. */
  readonly prefillEndedAt: number | undefined;
  readonly sampledAt: readonly number[];
  /** Of the first token after the thinking that is more than white space. */
  readonly firstAnswerAt: number | undefined;
}

export interface AnswerCounts {
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly thinkingTokens: number;
}

export interface AnswerContext {
  readonly memory: MemoryAccount;
  readonly load: LoadFigures;
  readonly firstAfterLoad: boolean;
}

/** All figures of one answer, by the definitions in `core/metrics`. */
export function answerFigures(
  { promptTokens, cachedTokens, thinkingTokens }: AnswerCounts,
  times: AnswerTimes,
  context: AnswerContext,
): AnswerFigures {
  const { receivedAt, prefillStartedAt, prefillEndedAt, sampledAt } = times;
  const unfinished = notMeasurable('stopped-before-first-token');
  const prefillMs: Figure<Ms> =
    prefillStartedAt === undefined || prefillEndedAt === undefined
      ? unfinished
      : ms(prefillEndedAt - prefillStartedAt);
  const first = sampledAt[0];
  const last = sampledAt.at(-1);
  const thinking = thinkingFigures({ ...times, tokens: thinkingTokens });
  return {
    promptTokens,
    cachedTokens,
    sampledTokens: sampledAt.length,
    ...(thinking && { thinking }),
    prefillMs,
    prefillTps:
      typeof prefillMs === 'number'
        ? prefillRate(promptTokens, cachedTokens, prefillMs)
        : unfinished,
    ttftMs: timeToFirstToken(receivedAt, first),
    decodeMs:
      first === undefined || last === undefined || sampledAt.length < 2
        ? notMeasurable('fewer-than-two-tokens')
        : ms(last - first),
    decodeTps: decodeRate(sampledAt),
    tokenGapMs: tokenGaps(sampledAt),
    ...context,
  };
}
