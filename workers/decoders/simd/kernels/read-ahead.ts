import { READ_AHEAD, READ_AHEAD_SINK } from './layout';

const LINE: usize = 64;

/** Groups whose weights are read ahead together; 0: none are. */
@inline
export function groupsAhead(groupBytes: usize): i32 {
  const bytes = load<i32>(READ_AHEAD);
  return bytes == 0 ? 0 : max(1, bytes / <i32>groupBytes);
}

/**
 * Reads one word of each cache line from `begin` to `end`. WebAssembly has no prefetch; these loads
 * don't wait for one another, so that memory is busy while the weights at hand are computed on.
 */
export function readAhead(begin: usize, end: usize): void {
  let sum = 0;
  for (; begin + 4 * LINE <= end; begin += 4 * LINE) {
    sum += load<i32>(begin);
    sum += load<i32>(begin, 64);
    sum += load<i32>(begin, 128);
    sum += load<i32>(begin, 192);
  }
  for (; begin < end; begin += LINE) sum += load<i32>(begin);
  // Used by nothing, but a sum that might be stored can't be optimised away.
  if (sum == 0x5eed5eed) store<i32>(READ_AHEAD_SINK, sum);
}
