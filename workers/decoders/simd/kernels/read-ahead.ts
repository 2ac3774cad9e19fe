import { READ_AHEAD_SINK } from './layout';

/** How far a stream of weights is read ahead: measured; less doesn't fill the waits, more leaves the first-level cache. */
const READ_AHEAD_BYTES: usize = 23 * 1024;
const LINE: usize = 64;

/** Groups whose weights are read ahead together. */
@inline
export function groupsAhead(groupBytes: usize): i32 {
  return max(1, <i32>(READ_AHEAD_BYTES / groupBytes));
}

/**
 * Reads one word of each cache line from `begin` to `end`. WebAssembly has no prefetch; these loads
 * don't wait for one another, so that memory is busy while the weights at hand are computed on.
 */
export function readAhead(begin: usize, end: usize): void {
  let sum = 0;
  for (let at = begin; at < end; at += LINE) sum += load<i32>(at);
  // Used by nothing, but a sum that might be stored can't be optimised away.
  if (sum == 0x5eed5eed) store<i32>(READ_AHEAD_SINK, sum);
}
