import * as v from 'valibot';
import { errorCodes, type Failure } from '../../core/errors.ts';
import { levelIds } from '../../core/levels.ts';
import { engineIds } from '../../core/variant.ts';
import type { ChatRecord, MessageRecord } from '../store/chat-record.ts';

/** The version that this app writes, and the latest that it reads. */
const version = 1;
const format = 'featherweight-chats';

export interface StoredChat {
  readonly chat: ChatRecord;
  readonly messages: readonly MessageRecord[];
}

/** Why a file was not taken. The interface has a sentence for each. */
export type ImportProblem =
  | { readonly kind: 'not-json' }
  | { readonly kind: 'not-ours' }
  | { readonly kind: 'later-version'; readonly version: number }
  | { readonly kind: 'malformed'; readonly where: string };

export type ImportResult =
  | { readonly kind: 'chats'; readonly chats: readonly StoredChat[] }
  | ImportProblem;

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

const base = { id, parentId: v.nullable(id), createdAt: finite, content: v.string() };

const notMeasurable = v.object({ notMeasurable: v.string() });
const figure = v.union([finite, notMeasurable]);
const memory = v.object({
  weights: figure,
  kvCache: figure,
  workspace: figure,
  heap: figure,
  gpu: v.union([v.object({ live: finite, peak: finite }), notMeasurable]),
  total: figure,
});
const load = v.object({
  loadMs: finite,
  fetchMs: finite,
  parseMs: finite,
  quantizeMs: finite,
  compileMs: finite,
  warmupMs: finite,
  workerStartMs: finite,
  otherMs: finite,
  origin: v.picklist(['network', 'storage', 'mixed']),
});
const figures = v.object({
  promptTokens: count,
  cachedTokens: count,
  sampledTokens: count,
  prefillMs: figure,
  prefillTps: figure,
  ttftMs: figure,
  decodeMs: figure,
  decodeTps: figure,
  tokenGapMs: v.union([
    v.object({ p50: finite, p95: finite, p99: finite, max: finite, all: v.array(finite) }),
    notMeasurable,
  ]),
  memory,
  load,
  firstAfterLoad: v.boolean(),
  submitToFirstTextMs: figure,
  browserMemory: figure,
});

const assistant = v.object({
  ...base,
  role: v.literal('assistant'),
  status: v.picklist(['streaming', 'complete', 'interrupted', 'failed']),
  ids: v.array(count),
  finishReason: v.nullable(v.picklist(['stop', 'stop-string', 'length', 'context', 'cancelled'])),
  failure: v.nullable(
    v.object({
      code: v.picklist(errorCodes),
      parameters: v.record(v.string(), v.nullable(v.union([v.string(), finite]))),
    }),
  ),
  sampling: v.object({
    temperature: finite,
    topK: count,
    topP: finite,
    minP: finite,
    repetitionPenalty: finite,
    seed: count,
  }),
  circumstances: v.nullable(
    v.object({
      variant: v.object({
        model: v.string(),
        level: v.picklist(levelIds),
        engine: v.picklist(engineIds),
      }),
      form: v.picklist(['as-shipped', 'expanded', 'blocks', 'blocks-and-offset', 'dynamic-int8']),
      threads: count,
      contextLength: count,
      crossOriginIsolated: v.boolean(),
      pageWasHidden: v.boolean(),
    }),
  ),
  figures: v.nullable(figures),
  omittedMessages: count,
});

const user = v.object({ ...base, role: v.literal('user') });

const file = v.object({
  chats: v.array(
    v.object({
      title: v.string(),
      systemPrompt: v.string(),
      createdAt: finite,
      updatedAt: finite,
      leafId: v.nullable(id),
      messages: v.array(v.variant('role', [user, assistant])),
    }),
  ),
});

const header = v.object({ format: v.literal(format), version: v.pipe(finite, v.integer()) });

/** Chats as the text of a JSON file. */
export const chatsToJson = (chats: readonly StoredChat[], exportedAt: number): string =>
  JSON.stringify(
    {
      format,
      version,
      exportedAt: new Date(exportedAt).toISOString(),
      chats: chats.map(({ chat, messages }) => ({
        ...chat,
        messages: messages.map((message) => ({ ...message, chatId: undefined })),
      })),
    },
    undefined,
    1,
  );

/**
 * Chats of a JSON file that this app wrote. They get ids of their own, so that none that is here is
 * overwritten.
 */
export function chatsFromJson(text: string, newId: () => string): ImportResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'not-json' };
  }
  const head = v.safeParse(header, json);
  if (!head.success) return { kind: 'not-ours' };
  if (head.output.version > version)
    return { kind: 'later-version', version: head.output.version };
  const body = v.safeParse(file, json);
  if (!body.success)
    return { kind: 'malformed', where: v.getDotPath(body.issues[0]) ?? body.issues[0].message };
  return {
    kind: 'chats',
    chats: body.output.chats.map(({ messages, leafId, ...chat }) => {
      const chatId = newId();
      const ids = new Map(messages.map((message) => [message.id, newId()]));
      const renamed = (old: string | null): string | null =>
        old === null ? null : (ids.get(old) ?? null);
      return {
        chat: { ...chat, id: chatId, leafId: renamed(leafId) },
        messages: messages.map((message): MessageRecord => {
          const links = {
            id: ids.get(message.id) ?? newId(),
            chatId,
            parentId: renamed(message.parentId),
          };
          if (message.role === 'user') return { ...message, ...links };
          const status = message.status === 'streaming' ? 'interrupted' : message.status;
          return {
            ...(message as Omit<typeof message, 'failure' | 'figures'>),
            ...links,
            status,
            failure: message.failure as Failure | null,
            figures: message.figures as Extract<MessageRecord, { role: 'assistant' }>['figures'],
          };
        }),
      };
    }),
  };
}
