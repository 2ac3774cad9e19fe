import { ChatTokenizer } from '../../../workers/tokenization/chat-tokenizer.ts';

const printable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
let next = 0x100;
const alphabet = Array.from({ length: 256 }, (_, byte) =>
  String.fromCodePoint(printable(byte) ? byte : next++),
);

export const endId = 256;

/** `tokenizer.json` of a vocabulary of the 256 bytes and an end token: text costs one token a byte. */
export const byteTokenizerJson = {
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(alphabet.map((character, byte) => [character, byte])),
    merges: [],
  },
  added_tokens: [{ id: endId, content: '<end>', special: true }],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: false },
  decoder: { type: 'ByteLevel' },
};

export const byteTokenizer = (
  template = "{% for m in messages %}{{ m['role'][0] + m['content'] + '<end>' }}{% endfor %}",
): ChatTokenizer =>
  new ChatTokenizer({
    tokenizer: byteTokenizerJson,
    tokenizerConfig: { eos_token: '<end>', chat_template: template },
  });

export const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];
