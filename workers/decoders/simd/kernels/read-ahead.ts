import { READ_AHEAD, READ_AHEAD_SINK } from './layout';

const LINE: usize = 64;

/** Reads all of `begin` to `end`, a multiple of 64 bytes apart. */
export function readAll(begin: usize, end: usize): void {
  let a = i32x4.splat(0);
  let b = a;
  for (; begin < end; begin += LINE) {
    a = v128.xor(a, v128.load(begin));
    b = v128.xor(b, v128.load(begin, 16));
    a = v128.xor(a, v128.load(begin, 32));
    b = v128.xor(b, v128.load(begin, 48));
  }
  const sum = i32x4.extract_lane(v128.xor(a, b), 0);
  if (sum == 0x5eed5eed) store<i32>(READ_AHEAD_SINK, sum);
}

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
