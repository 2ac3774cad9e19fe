import type { PreTokenizer, TokenizerMetadata } from './tokenizer-metadata.ts';

/** Plain JSON as it is written to a file. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * `tokenizer.json` as the Hugging Face tokenizers library reads it
 * (https://huggingface.co/docs/tokenizers): byte-level BPE, nothing added before or after a text
 * except the beginning-of-text token where the metadata asks for one.
 */
export function tokenizerJson(tokenizer: TokenizerMetadata): Json {
  const { tokens, merges, added } = tokenizer;
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: added.map(({ id, special }) => ({
      id,
      content: tokens[id] ?? '',
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special,
    })),
    normalizer: null,
    pre_tokenizer: preTokenizers[tokenizer.preTokenizer],
    post_processor: postProcessor(tokenizer),
    decoder: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      merges,
    },
  };
}

const byteLevel = {
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: true,
} as const;

const preTokenizers: Readonly<Record<PreTokenizer, Json>> = {
  // A Split rather than the Digits of the original checkpoint: the JavaScript library's Digits
  // knows only 0 to 9, where llama.cpp and the Rust library split at every Unicode digit.
  smollm: {
    type: 'Sequence',
    pretokenizers: [
      { type: 'Split', pattern: { Regex: '\\p{N}' }, behavior: 'Isolated', invert: false },
      byteLevel,
    ],
  },
  'gpt-2': byteLevel,
};

function postProcessor({ addBos, bosId, tokens }: TokenizerMetadata): Json {
  const content = bosId === undefined ? undefined : tokens[bosId];
  if (!addBos || bosId === undefined || content === undefined) return null;
  const bos = { SpecialToken: { id: content, type_id: 0 } };
  const text = { Sequence: { id: 'A', type_id: 0 } };
  return {
    type: 'TemplateProcessing',
    single: [bos, text],
    pair: [bos, text, bos, { Sequence: { id: 'B', type_id: 1 } }],
    special_tokens: { [content]: { id: content, ids: [bosId], tokens: [content] } },
  };
}
