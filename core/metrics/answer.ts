import type { Bytes, Figure, Ms, NotMeasurable, TokensPerSecond } from '../units.ts';
import type { ThinkingFigures } from './thinking.ts';
import type { LoadFigures } from './load.ts';
import type { MemoryAccount } from './memory.ts';
import type { TokenGaps } from './token-gap.ts';

/** Everything measured about one answer, kept with the message. Each figure's file holds its definition. */
export interface AnswerFigures {
  /** Tokens in the templated prompt. */
  readonly promptTokens: number;
  /** How many of them were still valid in the KV cache: the longest exact token prefix. */
  readonly cachedTokens: number;
  /** Tokens sampled, the end token included. */
  readonly sampledTokens: number;
  /** Where the answer began with thinking. */
  readonly thinking?: ThinkingFigures;
  readonly prefillMs: Figure<Ms>;
  readonly prefillTps: Figure<TokensPerSecond>;
  readonly ttftMs: Figure<Ms>;
  /** From the first sampled token to the last. */
  readonly decodeMs: Figure<Ms>;
  readonly decodeTps: Figure<TokensPerSecond>;
  readonly tokenGapMs: TokenGaps | NotMeasurable;
  readonly memory: MemoryAccount;
  /** The load that this variant needed before it could answer. */
  readonly load: LoadFigures;
  /** True for the first answer after that load. */
  readonly firstAfterLoad: boolean;
}

/** Added by the page, which alone can see these. */
export interface PageFigures {
  /** `submitToFirstTextMs`, ms: from the click to the first painted text. */
  readonly submitToFirstTextMs: Figure<Ms>;
  /** `performance.measureUserAgentSpecificMemory()`, bytes, added when it comes. */
  readonly browserMemory: Figure<Bytes>;
}
