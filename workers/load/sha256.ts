/**
 * SHA-256 of a whole file in lower-case hexadecimal. The browser's own digest is the fastest and
 * computes beside this thread, but exists in secure contexts only; elsewhere WebAssembly.
 */
export async function sha256(data: Uint8Array<ArrayBuffer>): Promise<string> {
  // Typed as always there; absent on insecure origins.
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (subtle) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', data));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  }
  const { sha256: digest } = await import('hash-wasm');
  return digest(data);
}
