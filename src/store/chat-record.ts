import type { DecodeProfile, FinishReason, KvPrecision, Sampling } from '../../core/contract.ts';
import type { Failure } from '../../core/errors.ts';
import type { InstructionTier } from '../../core/instruction-tiers.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { AnswerFigures, PageFigures } from '../../core/metrics/answer.ts';
import type { Variant } from '../../core/variant.ts';

/** A chat without its messages, which are records of their own so that two tabs can both append. */
export interface ChatRecord {
  readonly id: string;
  /** Empty: the interface shows the beginning of the first question. */
  readonly title: string;
  readonly systemPrompt: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** The message whose branch is shown; `null` in an empty chat. */
  readonly leafId: string | null;
}

/** Circumstances under which an answer was measured. */
export interface AnswerCircumstances {
  readonly variant: Variant;
  readonly form: WeightForm;
  readonly threads: number;
  readonly contextLength: number;
  readonly crossOriginIsolated: boolean;
  readonly pageWasHidden: boolean;
  /** Where the engine has a choice. */
  readonly kvCache?: KvPrecision;
  /** Of the processor, where the engine has kernels for several; older answers don't say. */
  readonly instructions?: InstructionTier;
  /** Types of the model's file whose weights were rounded to the nearest form that kernels have. */
  readonly convertedTypes?: readonly string[];
}

interface MessageBase {
  readonly id: string;
  readonly chatId: string;
  /**
   * The message that this one follows: messages form a tree. Editing or regenerating adds a
   * sibling, so nothing that was said is ever overwritten, nor lost between two tabs.
   */
  readonly parentId: string | null;
  readonly createdAt: number;
  readonly content: string;
}

export interface UserMessage extends MessageBase {
  readonly role: 'user';
}

export interface AssistantMessage extends MessageBase {
  readonly role: 'assistant';
  /**
   * `streaming` while it is written; a record found in this state whose writer is gone was cut off
   * by a reload or a crash.
   */
  readonly status: 'streaming' | 'complete' | 'interrupted' | 'failed';
  readonly ids: readonly number[];
  readonly finishReason: FinishReason | null;
  readonly failure: Failure | null;
  readonly sampling: Sampling;
  /** Whether the model was told to think first; absent where it can't be told. */
  readonly think?: boolean;
  readonly circumstances: AnswerCircumstances | null;
  readonly figures: (AnswerFigures & PageFigures) | null;
  /** Messages at the chat's beginning that were left out, by choice, to make room. 0: none. */
  readonly omittedMessages: number;
  /** Of the last part, where it was asked for. */
  readonly profile?: DecodeProfile;
}

export type MessageRecord = UserMessage | AssistantMessage;
