import { describe, expect, test } from 'vitest';
import { tokenizerJson } from '../../../../../models/readers/gguf/tokenizer-json.ts';
import { readTokenizerMetadata } from '../../../../../models/readers/gguf/tokenizer-metadata.ts';
import type { GgufValue } from '../../../../../models/readers/gguf/values.ts';
import { ChatTokenizer } from '../../../../../workers/tokenization/chat-tokenizer.ts';
import oracle from '../../../../fixtures/tokenizers/tokenizers.json' with { type: 'json' };

interface Case {
  readonly model: string;
  readonly pre?: string;
  readonly tokens: readonly string[];
  readonly types: readonly number[];
  readonly merges?: readonly string[];
  readonly scores?: readonly number[];
  readonly ids: readonly (readonly number[])[];
}

function rebuilt({ model, pre, tokens, types, merges, scores }: Case): ChatTokenizer {
  const metadata = new Map<string, GgufValue>([
    ['tokenizer.ggml.model', model],
    ['tokenizer.ggml.tokens', tokens],
    ['tokenizer.ggml.token_type', Int32Array.from(types)],
  ]);
  if (pre !== undefined) metadata.set('tokenizer.ggml.pre', pre);
  if (merges) metadata.set('tokenizer.ggml.merges', merges);
  if (scores) metadata.set('tokenizer.ggml.scores', Float32Array.from(scores));
  if (types[0] === 2) metadata.set('tokenizer.ggml.unknown_token_id', 0);
  const tokenizer = tokenizerJson(readTokenizerMetadata(metadata, 'tiny.gguf'));
  return new ChatTokenizer({ tokenizer });
}

const cases: Readonly<Record<string, Case>> = oracle.tokenizers;

describe.each(Object.entries(cases))('a tokenizer rebuilt from GGUF: %s', (_, stored) => {
  const tokenizer = rebuilt(stored);
  // As text, SentencePiece knows no special tokens; both libraries here do.
  const strings = oracle.strings.map((text, i) => [text, stored.ids[i]] as const);

  test.each(strings.filter(([text]) => !text.includes('<s>')))('%j', (text, ids) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    const bytes = tokenizer.encode(text).flatMap((id) => [...tokenizer.bytesOf(id)]);
    const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    expect(decoded).toBe(stored.model === 'llama' && text !== '' ? ` ${text}` : text);
  });
});
