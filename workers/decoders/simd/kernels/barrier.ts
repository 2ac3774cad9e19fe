import {
  ABORTED,
  BARRIER_COUNT,
  BARRIER_GENERATION,
  BARRIER_SLEEPERS,
  BARRIER_TIMEOUT,
  SPIN_TIME,
} from './layout';

/** Milliseconds. */
@external('env', 'now')
export declare function now(): f64;

/** Loads between two looks at the clock. */
const LOADS: i32 = 2000;

/**
 * Microseconds that a thread spins at a barrier before it sleeps. Waking up costs a virtual machine
 * hundreds of microseconds: with 80 in place of 800, steps on two threads took 1.2 to 2.5 times as
 * long. With another program on one of two cores, 2,000 in place of 80 took six times as long.
 */
const LONGEST_SPIN: i32 = 2000;
const SHORTEST_SPIN: i32 = 30;

/**
 * Spins while the word at `address` is `value`.
 *
 * @returns false when it still is after `SPIN_TIME`
 */
export function spinWhile(address: usize, value: i32): bool {
  let end: f64 = 0;
  while (true) {
    for (let i = 0; i < LOADS; ++i) {
      if (atomic.load<i32>(address) != value) return true;
    }
    const time = now();
    if (end == 0) end = time + <f64>load<i32>(SPIN_TIME) / 1000;
    else if (time >= end) return false;
  }
}

/**
 * Spinning in vain means that a core is taken by another program: threads sleep sooner then, since
 * a spinning one keeps the thread that it waits for from the core.
 */
function spinShorter(): void {
  store<i32>(SPIN_TIME, max(load<i32>(SPIN_TIME) >> 1, SHORTEST_SPIN));
}

/**
 * At the beginning of each run: threads that only ever wake one another may be left on one core,
 * where spinning ones are moved apart.
 */
export function spinLong(): void {
  store<i32>(SPIN_TIME, LONGEST_SPIN);
}

/** Makes every thread give up at its next barrier. */
export function abort(): void {
  atomic.store<i32>(ABORTED, 1);
}

/**
 * Returns when `threads` threads have called it. A thread first spins (a sleep and a wake-up cost
 * more than most waits), then sleeps, so that a taken core isn't fought over.
 *
 * @returns false when a thread hasn't come within the time limit: the run is void
 */
export function barrier(threads: i32): bool {
  const generation = atomic.load<i32>(BARRIER_GENERATION);
  if (atomic.add<i32>(BARRIER_COUNT, 1) == threads - 1) {
    atomic.store<i32>(BARRIER_COUNT, 0);
    atomic.store<i32>(BARRIER_GENERATION, generation + 1);
    if (atomic.load<i32>(BARRIER_SLEEPERS) != 0) atomic.notify(BARRIER_GENERATION, -1);
    return atomic.load<i32>(ABORTED) == 0;
  }
  if (spinWhile(BARRIER_GENERATION, generation)) return atomic.load<i32>(ABORTED) == 0;
  spinShorter();
  const timeout = <i64>load<i32>(BARRIER_TIMEOUT) * 1000000;
  atomic.add<i32>(BARRIER_SLEEPERS, 1);
  let arrived = true;
  while (arrived && atomic.load<i32>(BARRIER_GENERATION) == generation) {
    // 2: out of time
    arrived = atomic.wait<i32>(BARRIER_GENERATION, generation, timeout) != 2;
  }
  atomic.sub<i32>(BARRIER_SLEEPERS, 1);
  if (!arrived) abort();
  return atomic.load<i32>(ABORTED) == 0;
}
