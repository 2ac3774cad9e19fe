import { fail } from '../../../core/errors.ts';
import type { GgufMetadata } from './values.ts';

/** Kinds of vocabulary entries (`llama_token_type` in llama.h) that a byte-level BPE can have. */
export const tokenKinds = { normal: 1, control: 3, userDefined: 4, unused: 5 } as const;

/** Pre-tokenizers (`tokenizer.ggml.pre`) whose rule is known here. */
export type PreTokenizer = 'smollm' | 'gpt-2';

/** What a GGUF's metadata says about its byte-level BPE tokenizer, checked. */
export interface TokenizerMetadata {
  readonly preTokenizer: PreTokenizer;
  /** By id. */
  readonly tokens: readonly string[];
  /** By rank: two tokens with a space between. */
  readonly merges: readonly string[];
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
  if (model !== 'gpt2') throw unsupported(`tokenizer model ${describe(model)}`);
  const preTokenizer = field('pre') ?? 'gpt-2';
  if (preTokenizer !== 'smollm' && preTokenizer !== 'gpt-2') {
    throw unsupported(`pre-tokenizer ${describe(preTokenizer)}`);
  }
  const strings = (name: string): readonly string[] => {
    const value = field(name);
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string')) {
      throw invalid(`tokenizer.ggml.${name} is not an array of strings`);
    }
    return value;
  };
  const tokens = strings('tokens');
  if (new Set(tokens).size !== tokens.length) throw invalid('two tokens are the same');
  const merges = strings('merges');
  const malformed = merges.find((merge) => !/^[^ ]+ [^ ]+$/.test(merge));
  if (malformed !== undefined) throw invalid(`merge ${describe(malformed)} is not two tokens`);
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
  const addBos = field('add_bos_token') ?? false;
  const chatTemplate = metadata.get('tokenizer.chat_template');
  if (typeof addBos !== 'boolean') throw invalid('tokenizer.ggml.add_bos_token is not a boolean');
  if (chatTemplate !== undefined && typeof chatTemplate !== 'string') {
    throw invalid('tokenizer.chat_template is not a string');
  }
  return {
    preTokenizer,
    tokens,
    merges,
    added: addedTokens(types, unsupported),
    bosId: id('bos'),
    eosId: id('eos'),
    unknownId: id('unknown'),
    paddingId: id('padding'),
    addBos,
    chatTemplate,
  };
}

function addedTokens(types: Int32Array, unsupported: (reason: string) => Error) {
  const added: { id: number; special: boolean }[] = [];
  for (const [id, type] of types.entries()) {
    switch (type) {
      case tokenKinds.normal:
      case tokenKinds.unused:
        break;
      case tokenKinds.control:
      case tokenKinds.userDefined:
        added.push({ id, special: type === tokenKinds.control });
        break;
      default:
        throw unsupported(`token ${id} of type ${type}`);
    }
  }
  return added;
}

const describe = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : `(${typeof value})`;
