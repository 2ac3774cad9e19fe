/** FNV-1a over token ids, 32 bits: tells one sequence of tokens from another. */
export function tokensHash(tokens: Iterable<number>): number {
  let hash = 0x811c_9dc5;
  for (const token of tokens) hash = Math.imul(hash ^ token, 0x0100_0193);
  return hash >>> 0;
}
