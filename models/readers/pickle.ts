/** First bytes that `isPickle` looks at. */
export const pickleProbeBytes = 4096;

const startsWith = (bytes: Uint8Array, ...prefix: readonly number[]): boolean =>
  prefix.every((byte, i) => bytes[i] === byte);

/**
 * Whether a file is a Python pickle, by content, whatever it is called: a bare pickle of protocol 2
 * to 5 (what `torch.save` wrote before 1.6), a zip archive with one (`archive/data.pkl`, since then),
 * or the tar archive of before 0.1.10. Loading one runs what it says, so none is ever opened.
 *
 * @param bytes the file's beginning, `pickleProbeBytes` or all of it
 */
export function isPickle(bytes: Uint8Array): boolean {
  const [, protocol = 0] = bytes;
  if (startsWith(bytes, 0x80) && protocol >= 2 && protocol <= 5) return true;
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, pickleProbeBytes));
  if (text.startsWith('PK\u0003\u0004')) return /\/data\.pkl|\/constants\.pkl|\/version/.test(text);
  return text.startsWith('ustar', 257) && /^(\.\/)?(sys_info|pickle|storages|tensors)\0/.test(text);
}
