/**
 * Token bytes to text, as they come. A character is given out with the token that completes it,
 * never half of one; bytes that can't be UTF-8 become U+FFFD as soon as that is certain (the
 * "maximal subpart" practice of the Encoding standard).
 */
export class Detokenizer {
  readonly #bytesOf: (id: number) => Uint8Array;
  // ignoreBOM: a model may write U+FEFF, which is text here.
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /**
   * @param bytesOf the bytes of a token; none for special tokens
   * @param before tokens that came before and whose text was given out already: an unfinished
   *   character at their end is completed by what follows
   */
  constructor(bytesOf: (id: number) => Uint8Array, before: readonly number[] = []) {
    this.#bytesOf = bytesOf;
    for (const id of before) this.push(id);
  }

  /** The whole characters that `id` completes; may be empty. */
  push(id: number): string {
    return this.#decoder.decode(this.#bytesOf(id), { stream: true });
  }

  /** U+FFFD if the text ends within a character that will never be completed, else nothing. */
  end(): string {
    return this.#decoder.decode();
  }
}
