import { fail } from '../../../core/errors.ts';
import type { EvaluationText } from './evaluation.ts';

/** What is wrong with a file that was to hold text. */
export type TextProblem = 'empty' | 'binary' | 'not-utf8';

/** SHA-256 in lower-case hexadecimal; in WebAssembly on insecure origins, which have no other. */
async function sha256Of(data: Uint8Array<ArrayBuffer>): Promise<string> {
  // Typed as always there; absent on insecure origins.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) return (await import('hash-wasm')).sha256(data);
  const digest = new Uint8Array(await subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const sha256OfText = (text: string): Promise<string> =>
  sha256Of(new TextEncoder().encode(text));

/** Text of a file's bytes, a byte order mark left out, or what is wrong with them. */
export function decodeText(
  data: Uint8Array,
): { readonly text: string } | { readonly problem: TextProblem } {
  const [first, second] = data;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return { problem: 'not-utf8' };
  // Text has no NUL; nearly every other kind of file has one near its beginning.
  if (data.includes(0)) return { problem: 'binary' };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return { problem: 'not-utf8' };
  }
  return text.trim() === '' ? { problem: 'empty' } : { text };
}

/**
 * A text to evaluate from a file's bytes.
 *
 * @throws catalogued `text-invalid`
 */
export async function readText(
  name: string,
  data: Uint8Array<ArrayBuffer>,
): Promise<EvaluationText> {
  const decoded = decodeText(data);
  if ('problem' in decoded) throw fail('text-invalid', { file: name, problem: decoded.problem });
  return { name, content: decoded.text, sha256: await sha256OfText(decoded.text) };
}
