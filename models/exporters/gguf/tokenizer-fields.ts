import { fail } from '../../../core/errors.ts';
import { tokenKinds } from '../../readers/gguf/token-kinds.ts';
import { preTokenizerOf } from '../../readers/gguf/tokenizer-json.ts';
import type { ExportValue } from './header-writer.ts';

/** What of a hub folder's files the metadata needs. */
export interface ExportedTokenizer {
  /** `tokenizer.json`, parsed. */
  readonly tokenizer: unknown;
  /** Rows of the embedding: vocabularies are filled up to it. */
  readonly vocabularySize: number;
  readonly bosId: number | undefined;
  readonly eosId: number | undefined;
  readonly paddingId: number | undefined;
  readonly unknownId: number | undefined;
  readonly addBos: boolean;
  readonly chatTemplate: string | undefined;
}

interface TokenizerFile {
  readonly model?: {
    readonly type?: string;
    readonly vocab?: Readonly<Record<string, number>>;
    readonly merges?: readonly (string | readonly [string, string])[];
    readonly byte_fallback?: boolean;
  };
  readonly added_tokens?: readonly {
    readonly id: number;
    readonly content: string;
    readonly special?: boolean;
  }[];
  readonly pre_tokenizer?: unknown;
}

/**
 * Metadata of a byte-level BPE tokenizer.
 *
 * @throws catalogued `model-unsupported` for another tokenizer: SentencePiece's scores are not in a
 *   `tokenizer.json`
 */
export function tokenizerFields(exported: ExportedTokenizer): ReadonlyMap<string, ExportValue> {
  const { model, added_tokens: added = [], pre_tokenizer } = exported.tokenizer as TokenizerFile;
  const unsupported = (reason: string) =>
    fail('model-unsupported', { file: 'tokenizer.json', reason });
  if (model?.type !== 'BPE' || model.byte_fallback === true || !model.vocab || !model.merges)
    throw unsupported('only byte-level BPE can be written to GGUF');
  const pre = preTokenizerOf(pre_tokenizer);
  if (pre === undefined) throw unsupported('a pre-tokenizer that GGUF has no name for');
  const tokens: string[] = Array.from({ length: exported.vocabularySize }, (_, id) => `[PAD${id}]`);
  const types = new Int32Array(tokens.length).fill(tokenKinds.unused);
  const put = (token: string, id: number, kind: number): void => {
    if (id >= tokens.length) throw unsupported(`token ${id} has no row in the embedding`);
    tokens[id] = token;
    types[id] = kind;
  };
  for (const [token, id] of Object.entries(model.vocab)) put(token, id, tokenKinds.normal);
  for (const { id, content, special } of added)
    put(content, id, special === true ? tokenKinds.control : tokenKinds.userDefined);
  const merges = model.merges.map((merge) => (typeof merge === 'string' ? merge : merge.join(' ')));
  const ids = {
    bos: exported.bosId,
    eos: exported.eosId,
    unknown: exported.unknownId,
    padding: exported.paddingId,
  };
  const fields = new Map<string, ExportValue>([
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.pre', { type: 'string', value: pre }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: tokens }],
    ['tokenizer.ggml.token_type', { type: 'i32s', value: types }],
    ['tokenizer.ggml.merges', { type: 'strings', value: merges }],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: exported.addBos }],
  ]);
  for (const [name, value] of Object.entries(ids))
    if (value !== undefined) fields.set(`tokenizer.ggml.${name}_token_id`, { type: 'u32', value });
  if (exported.chatTemplate !== undefined)
    fields.set('tokenizer.chat_template', { type: 'string', value: exported.chatTemplate });
  return fields;
}
