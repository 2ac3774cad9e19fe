import { mayBeginThinking, splitThinking } from '../../core/thinking.ts';
import type { AssistantMessage } from '../store/chat-record.ts';
import type { LiveFigures } from './live-figures.ts';
import type { ThinkingState } from './thinking.ts';

/** What an answer's text says, and what it thought before. */
export interface WrittenAnswer {
  readonly thought:
    | {
        readonly text: string;
        readonly state: ThinkingState;
        /** Of the part written last; `undefined` where that thought nothing, or it isn't known. */
        readonly tokens: number | undefined;
        readonly milliseconds: number | undefined;
      }
    | undefined;
  readonly answer: string;
}

/** @param live while this tab writes the answer */
export function writtenAnswer(
  { content, status, figures }: AssistantMessage,
  live: LiveFigures | undefined,
): WrittenAnswer {
  const writing = status === 'streaming';
  if (writing && mayBeginThinking(content)) return { thought: undefined, answer: '' };
  const { thinking: text, ended, answer } = splitThinking(content);
  if (text === undefined) return { thought: undefined, answer };
  const state = ended ? 'ended' : writing ? 'under-way' : 'cut-off';
  if (live && live.thinkingTokens > 0) {
    const { thinkingTokens: tokens, thinkingMs: milliseconds } = live;
    return { thought: { text, state, tokens, milliseconds }, answer };
  }
  const measured = figures?.thinking;
  const taken = measured?.thinkingMs;
  const milliseconds = typeof taken === 'number' ? taken : undefined;
  return { thought: { text, state, tokens: measured?.tokens, milliseconds }, answer };
}
