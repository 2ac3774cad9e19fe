/**
 * The encoding standard's two classes (https://encoding.spec.whatwg.org/), which pages, workers and
 * Node all have. This realm's `lib` knows none of the three, so that nothing else of theirs slips in.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input: Uint8Array): string;
}

declare class TextEncoder {
  encode(input: string): Uint8Array<ArrayBuffer>;
}
