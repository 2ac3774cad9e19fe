import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LoadEvent } from '../../../../core/contract.ts';
import { epochMs } from '../../../../core/units.ts';
import { StageClock } from '../../../../workers/load/stage-clock.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());
const now = () => performance.timeOrigin + performance.now();
const wait = (ms: number) => vi.advanceTimersByTime(ms);

test('each instant of a load is charged to one part, and the parts add up', () => {
  const requestedAt = epochMs(now());
  wait(30);
  const workerStartedAt = epochMs(now());
  wait(5);
  const events: LoadEvent[] = [];
  const clock = new StageClock(requestedAt, workerStartedAt, (event) => events.push(event));
  clock.enter('fetch');
  wait(100);
  clock.enter('parse');
  wait(20);
  // Files come in while others are read: back and forth.
  clock.enter('fetch');
  wait(50);
  clock.enter('fetch');
  clock.enter('compile');
  wait(40);
  clock.within('quantize', () => wait(300));
  wait(2);
  clock.enter('warmup');
  wait(7);
  const figures = clock.finish('network');
  expect(figures).toEqual({
    loadMs: 554,
    workerStartMs: 30,
    fetchMs: 150,
    parseMs: 20,
    quantizeMs: 300,
    compileMs: 42,
    warmupMs: 7,
    otherMs: 5,
    origin: 'network',
  });
  const stages = events.map((event) => event.type === 'stage' && event.stage);
  expect(stages).toEqual(['fetch', 'parse', 'fetch', 'compile', 'warmup']);
});

test('a worker that was there before the request took no time to start', () => {
  const clock = new StageClock(epochMs(now()), epochMs(now() - 500), () => undefined);
  wait(3);
  expect(clock.finish('storage')).toMatchObject({ workerStartMs: 0, loadMs: 3, otherMs: 3 });
});
