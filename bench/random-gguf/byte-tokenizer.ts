import type { ExportValue } from '../../models/exporters/gguf/header-writer.ts';
import { tokenizerFields } from '../../models/exporters/gguf/tokenizer-fields.ts';

/** The character that GPT-2's byte-level BPE writes each byte as (`bytes_to_unicode` in its `encoder.py`). */
export function byteCharacters(): readonly string[] {
  const isPrintable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let moved = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : moved++),
  );
}

const special = ['<|endoftext|>', '<|im_start|>', '<|im_end|>'];
const merges = ['Ġ t', 'h e', 'Ġt he', 'Ġ a', 'i n', 'r e', 'o n', 'Ġa n', 'Ġan d'];

const chatTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/**
 * Metadata of a byte-level BPE tokenizer that can write every text, and of a chat template (ChatML):
 * special tokens, one token per byte, a few merges, and unused tokens up to the vocabulary's size.
 *
 * @throws catalogued `model-unsupported` for a vocabulary that doesn't hold these
 */
export function byteTokenizer(vocabularySize: number): ReadonlyMap<string, ExportValue> {
  const tokens = [...special, ...byteCharacters(), ...merges.map((pair) => pair.replace(' ', ''))];
  return tokenizerFields({
    tokenizer: {
      model: {
        type: 'BPE',
        vocab: Object.fromEntries(tokens.map((token, id) => [token, id])),
        merges,
      },
      added_tokens: special.map((content, id) => ({ id, content, special: true })),
      pre_tokenizer: {
        type: 'ByteLevel',
        add_prefix_space: false,
        trim_offsets: true,
        use_regex: true,
      },
    },
    vocabularySize,
    bosId: tokens.indexOf('<|im_start|>'),
    eosId: tokens.indexOf('<|im_end|>'),
    paddingId: undefined,
    unknownId: undefined,
    addBos: false,
    chatTemplate,
  });
}
