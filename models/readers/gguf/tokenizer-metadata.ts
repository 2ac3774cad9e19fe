import { fail } from '../../../core/errors.ts';
import { mergesByScore } from './sentencepiece.ts';
import { tokenKinds } from './token-kinds.ts';
import type { GgufMetadata } from './values.ts';

/** Pre-tokenizers of byte-level BPE whose rule is known here. */
export type PreTokenizer = 'smollm' | 'gpt-2' | 'llama-bpe' | 'qwen2';

/** Names under which files ask for them (`tokenizer.ggml.pre`; `llama_vocab::impl::load`). */
const preTokenizers: ReadonlyMap<string, PreTokenizer> = new Map([
  ['smollm', 'smollm'],
  ['gpt-2', 'gpt-2'],
  ['llama3', 'llama-bpe'],
  ['llama-v3', 'llama-bpe'],
  ['llama-bpe', 'llama-bpe'],
  ['qwen2', 'qwen2'],
  ['deepseek-r1-qwen', 'qwen2'],
]);

/**
 * How text becomes tokens:
 * - `byte-level`: BPE over bytes written as characters, by ranked merges (GPT-2)
 * - `sentencepiece`: BPE over characters, by the scores of what is merged, bytes for the rest (Llama 2)
 */
export type TokenizerModel =
  | { readonly kind: 'byte-level'; readonly preTokenizer: PreTokenizer }
  | { readonly kind: 'sentencepiece'; readonly addSpacePrefix: boolean };

/** What a GGUF's metadata says about its tokenizer, checked. */
export interface TokenizerMetadata {
  readonly model: TokenizerModel;
  /** By id. */
  readonly tokens: readonly string[];
  /** By rank. */
  readonly merges: readonly (readonly [string, string])[];
  /** Tokens matched in a text as they stand, before anything else. */
  readonly added: readonly { readonly id: number; readonly special: boolean }[];
  readonly bosId: number | undefined;
  readonly eosId: number | undefined;
  readonly unknownId: number | undefined;
  readonly paddingId: number | undefined;
  readonly addBos: boolean;
  readonly chatTemplate: string | undefined;
}

/**
 * @param fileName as it is to be named to a person
 * @throws catalogued `model-unsupported` for another kind of tokenizer, `model-file-invalid`
 */
export function readTokenizerMetadata(metadata: GgufMetadata, fileName: string): TokenizerMetadata {
  const invalid = (reason: string) =>
    fail('model-file-invalid', { file: fileName, format: 'tokenizer', reason });
  const unsupported = (reason: string) => fail('model-unsupported', { file: fileName, reason });
  const field = (name: string) => metadata.get(`tokenizer.ggml.${name}`);

  const model = field('model');
  if (model !== 'gpt2' && model !== 'llama') {
    throw unsupported(`tokenizer model ${describe(model)}`);
  }
  const pre = field('pre') ?? 'gpt-2';
  const preTokenizer = typeof pre === 'string' ? preTokenizers.get(pre) : undefined;
  if (model === 'gpt2' && !preTokenizer) throw unsupported(`pre-tokenizer ${describe(pre)}`);
  const strings = (name: string): readonly string[] => {
    const value = field(name);
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
      throw invalid(`tokenizer.ggml.${name} is not an array of strings`);
    }
    return value;
  };
  const tokens = strings('tokens');
  if (new Set(tokens).size !== tokens.length) throw invalid('two tokens are the same');
  const types = field('token_type');
  if (!(types instanceof Int32Array) || types.length !== tokens.length) {
    throw invalid('tokenizer.ggml.token_type does not fit the tokens');
  }
  const id = (name: string): number | undefined => {
    const value = field(`${name}_token_id`);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value) || tokens[value] === undefined) {
      throw invalid(`tokenizer.ggml.${name}_token_id is not a token`);
    }
    return value;
  };
  const flag = (name: string, otherwise: boolean): boolean => {
    const value = field(name) ?? otherwise;
    if (typeof value !== 'boolean') throw invalid(`tokenizer.ggml.${name} is not a boolean`);
    return value;
  };
  const mergesOf = (): TokenizerMetadata['merges'] => {
    if (model === 'gpt2') {
      return strings('merges').map((merge) => {
        const [left = '', right = '', ...more] = merge.split(' ');
        if (left !== '' && right !== '' && more.length === 0) return [left, right];
        throw invalid(`merge ${describe(merge)} is not two tokens`);
      });
    }
    const scores = field('scores');
    if (!(scores instanceof Float32Array) || scores.length !== tokens.length) {
      throw invalid('tokenizer.ggml.scores does not fit the tokens');
    }
    return mergesByScore(tokens, scores, types);
  };
  const chatTemplate = metadata.get('tokenizer.chat_template');
  if (chatTemplate !== undefined && typeof chatTemplate !== 'string') {
    throw invalid('tokenizer.chat_template is not a string');
  }
  return {
    model:
      preTokenizer && model === 'gpt2'
        ? { kind: 'byte-level', preTokenizer }
        : { kind: 'sentencepiece', addSpacePrefix: flag('add_space_prefix', true) },
    tokens,
    merges: mergesOf(),
    added: addedTokens(types, unsupported),
    bosId: id('bos'),
    eosId: id('eos'),
    unknownId: id('unknown'),
    paddingId: id('padding'),
    addBos: flag('add_bos_token', model === 'llama'),
    chatTemplate,
  };
}

function addedTokens(types: Int32Array, unsupported: (reason: string) => Error) {
  const added: { id: number; special: boolean }[] = [];
  for (const [id, type] of types.entries()) {
    switch (type) {
      case tokenKinds.normal:
      case tokenKinds.unused:
      case tokenKinds.byte:
        break;
      case tokenKinds.unknown:
      case tokenKinds.control:
      case tokenKinds.userDefined:
        added.push({ id, special: type !== tokenKinds.userDefined });
        break;
      default:
        throw unsupported(`token ${id} of type ${type}`);
    }
  }
  return added;
}

const describe = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : `(${typeof value})`;
