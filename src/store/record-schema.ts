import * as v from 'valibot';
import type { DecodeProfile, FinishReason } from '../../core/contract.ts';
import type { Failure } from '../../core/errors.ts';
import { instructionTiers } from '../../core/instruction-tiers.ts';
import { levelIds, weightForms } from '../../core/levels.ts';
import { loadParts } from '../../core/metrics/load.ts';
import { engineIds } from '../../core/variant.ts';
import type {
  AnswerCircumstances,
  AssistantMessage,
  ChatRecord,
  MessageRecord,
} from './chat-record.ts';
import { failureSchema } from './failure-schema.ts';

/*
 * Records read back may have been written by another version. What a chat can't do without must be
 * there, else the record is passed over (and left where it is); what was measured about an answer
 * is dropped by itself where this version doesn't understand it, and the answer stays.
 */

const figure = v.union([v.number(), v.object({ notMeasurable: v.string() })]);
const notMeasurable = v.object({ notMeasurable: v.string() });

const figuresSchema = v.looseObject({
  promptTokens: v.number(),
  cachedTokens: v.number(),
  sampledTokens: v.number(),
  thinking: v.exactOptional(
    v.looseObject({ tokens: v.number(), thinkingMs: figure, firstAnswerMs: figure }),
  ),
  prefillMs: figure,
  prefillTps: figure,
  ttftMs: figure,
  decodeMs: figure,
  decodeTps: figure,
  tokenGapMs: v.union([
    v.looseObject({
      p50: v.number(),
      p95: v.number(),
      p99: v.number(),
      max: v.number(),
      all: v.array(v.number()),
    }),
    notMeasurable,
  ]),
  memory: v.looseObject({
    weights: figure,
    kvCache: figure,
    workspace: figure,
    heap: figure,
    gpu: v.union([v.looseObject({ live: v.number(), peak: v.number() }), notMeasurable]),
    total: figure,
  }),
  load: v.looseObject({
    ...v.entriesFromList(loadParts, v.number()),
    loadMs: v.number(),
    origin: v.picklist(['network', 'storage', 'mixed']),
  }),
  firstAfterLoad: v.boolean(),
  submitToFirstTextMs: figure,
  browserMemory: figure,
});

const finishReasons = [
  'stop',
  'stop-string',
  'length',
  'context',
  'cancelled',
] as const satisfies readonly FinishReason[];

const circumstancesSchema = v.looseObject({
  variant: v.object({
    model: v.string(),
    level: v.picklist(levelIds),
    engine: v.picklist(engineIds),
  }),
  form: v.picklist(weightForms),
  threads: v.number(),
  contextLength: v.number(),
  crossOriginIsolated: v.boolean(),
  pageWasHidden: v.boolean(),
  kvCache: v.exactOptional(v.picklist(['f32', 'int8'])),
  instructions: v.exactOptional(v.picklist(instructionTiers)),
  convertedTypes: v.exactOptional(v.array(v.string())),
});

const profileSchema: v.GenericSchema = v.object({
  steps: v.number(),
  bandwidth: v.number(),
  kernels: v.array(v.object({ kernel: v.string(), stepMs: v.number(), weightBytes: v.number() })),
});

const samplingSchema = v.object({
  temperature: v.number(),
  topK: v.number(),
  topP: v.number(),
  minP: v.number(),
  repetitionPenalty: v.number(),
  seed: v.number(),
});

const messageBase = {
  id: v.string(),
  chatId: v.string(),
  parentId: v.nullable(v.string()),
  createdAt: v.number(),
  content: v.string(),
};

/** The schemas check shapes; brands of units and parameters by error code are the type's alone. */
const orNull = <T>(schema: v.GenericSchema): v.GenericSchema<unknown, T | null> =>
  v.fallback(v.nullable(schema), null) as v.GenericSchema<unknown, T | null>;

const messageSchema = v.variant('role', [
  v.object({ ...messageBase, role: v.literal('user') }),
  v.object({
    ...messageBase,
    role: v.literal('assistant'),
    status: v.picklist(['streaming', 'complete', 'interrupted', 'failed']),
    ids: v.fallback(v.array(v.number()), []),
    finishReason: orNull<FinishReason>(v.picklist(finishReasons)),
    failure: orNull<Failure>(failureSchema),
    sampling: v.fallback(samplingSchema, {
      temperature: 0,
      topK: 0,
      topP: 1,
      minP: 0,
      repetitionPenalty: 1,
      seed: 0,
    }),
    circumstances: orNull<AnswerCircumstances>(circumstancesSchema),
    figures: orNull<NonNullable<AssistantMessage['figures']>>(figuresSchema),
    omittedMessages: v.fallback(v.number(), 0),
    think: v.exactOptional(v.boolean()),
    profile: v.exactOptional(profileSchema as v.GenericSchema<unknown, DecodeProfile>),
  }),
]);

const chatSchema = v.object({
  id: v.string(),
  title: v.string(),
  systemPrompt: v.fallback(v.string(), ''),
  createdAt: v.number(),
  updatedAt: v.number(),
  leafId: v.fallback(v.nullable(v.string()), null),
});

/** The chat that `value` is, or `undefined`. */
export function parseChat(value: unknown): ChatRecord | undefined {
  const result = v.safeParse(chatSchema, value);
  return result.success ? result.output : undefined;
}

/** The messages among `values`, in their order. */
export function parseMessages(values: readonly unknown[]): readonly MessageRecord[] {
  return values.flatMap((value) => {
    const result = v.safeParse(messageSchema, value);
    return result.success ? [result.output] : [];
  });
}
