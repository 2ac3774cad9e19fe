/**
 * The bytes that a byte-level BPE token stands for. GPT-2's vocabulary writes each byte as one
 * printable character: printable Latin-1 as itself, the other 68 bytes as U+0100 onwards in order
 * (`bytes_to_unicode` in OpenAI's GPT-2 encoder).
 */
const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  const isItself = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++)
    map.set(String.fromCodePoint(isItself(byte) ? byte : next++), byte);
  return map;
})();

const encoder = new TextEncoder();

/** A token of a byte-level vocabulary; characters outside the alphabet stand for themselves. */
export function byteLevelBytes(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) bytes.push(...encoder.encode(character));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/**
 * A token of a SentencePiece vocabulary: `▁` is a space, `<0xE3>` is one byte (the byte fallback of
 * Llama 2 tokenizers).
 */
export function sentencePieceBytes(token: string): Uint8Array {
  const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
  if (byte !== undefined) return Uint8Array.of(Number.parseInt(byte, 16));
  return encoder.encode(token.replaceAll('▁', ' '));
}
