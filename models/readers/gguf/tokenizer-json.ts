import type { PreTokenizer, TokenizerMetadata } from './tokenizer-metadata.ts';

/** Plain JSON as it is written to a file. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * `tokenizer.json` as the Hugging Face tokenizers library reads it
 * (https://huggingface.co/docs/tokenizers): BPE, nothing added before or after a text except the
 * beginning-of-text token where the metadata asks for one.
 */
export function tokenizerJson(tokenizer: TokenizerMetadata): Json {
  const { tokens, merges, added, model, unknownId } = tokenizer;
  const isByteLevel = model.kind === 'byte-level';
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
    normalizer: isByteLevel ? null : spaceNormalizer(model.addSpacePrefix),
    pre_tokenizer: isByteLevel ? preTokenizers[model.preTokenizer] : null,
    post_processor: postProcessor(tokenizer),
    decoder: isByteLevel
      ? { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true }
      : pieceDecoder(model.addSpacePrefix),
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: isByteLevel || unknownId === undefined ? null : (tokens[unknownId] ?? null),
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: !isByteLevel,
      byte_fallback: !isByteLevel,
      // Llama 3 takes a word that is a token whole, whatever the merges make of it.
      ignore_merges: isByteLevel && model.preTokenizer === 'llama-bpe',
      vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
      // With a space between, as older versions of the libraries read them too.
      merges: isByteLevel ? merges.map(([left, right]) => `${left} ${right}`) : merges,
    },
  };
}

const byteLevel = {
  type: 'ByteLevel',
  add_prefix_space: false,
  trim_offsets: true,
  use_regex: true,
} as const;

/** What Llama 3 and Qwen2 cut a text by, up to how many digits stay together. */
const byPattern = (digits: string): Json => ({
  type: 'Sequence',
  pretokenizers: [
    {
      type: 'Split',
      pattern: {
        Regex: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|${digits}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+`,
      },
      behavior: 'Isolated',
      invert: false,
    },
    { ...byteLevel, use_regex: false },
  ],
});

/** Spaces as `▁`, one before every piece of text between special tokens, as llama.cpp has it. */
const spaceNormalizer = (addSpacePrefix: boolean): Json => ({
  type: 'Sequence',
  normalizers: [
    ...(addSpacePrefix ? [{ type: 'Prepend', prepend: '▁' }] : []),
    { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
  ],
});

const pieceDecoder = (addSpacePrefix: boolean): Json => ({
  type: 'Sequence',
  decoders: [
    { type: 'Replace', pattern: { String: '▁' }, content: ' ' },
    { type: 'ByteFallback' },
    { type: 'Fuse' },
    ...(addSpacePrefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
  ],
});

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
  'llama-bpe': byPattern('\\p{N}{1,3}'),
  qwen2: byPattern('\\p{N}'),
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
