import { describe, expect, test } from 'vitest';
import { Calibration } from '../../../../workers/bench/probe/calibration.ts';
import { measureLimits, togetherPerSecond } from '../../../../workers/bench/probe/limits.ts';
import type { ProbeJob, ProbeTimes } from '../../../../workers/bench/probe/probe-job.ts';
import type { StartProbe } from '../../../../workers/bench/probe/probe-threads.ts';

interface Fake {
  readonly start: StartProbe;
  readonly jobs: ProbeJob[];
  readonly started: number[];
  stopped: number;
}

/** Threads whose attempts take what `times` says. */
function fakeProbe(times: (job: ProbeJob, thread: number) => ProbeTimes): Fake {
  const fake: Fake = {
    jobs: [],
    started: [],
    stopped: 0,
    start: (threads) => {
      fake.started.push(threads);
      return Promise.resolve({
        run: (job) => {
          fake.jobs.push(job);
          return Promise.resolve(Array.from({ length: threads }, (_, i) => times(job, i)));
        },
        stop: () => {
          fake.stopped++;
        },
      });
    },
  };
  return fake;
}

describe('limits', () => {
  test('are the best attempt of all threads together, without the first', () => {
    const threads = [
      { durations: [1, 20, 10], work: 100 },
      { durations: [1, 20, 40], work: 100 },
    ];
    // Attempts: 5 + 5, then 10 + 2.5 a millisecond.
    expect(togetherPerSecond(threads)).toBe(12_500);
    expect(togetherPerSecond([{ durations: [5, 0], work: 1 }])).toBeNull();
  });

  test('share one amount of memory among the threads and give it back', async () => {
    const probe = fakeProbe((job) => ({
      durations: [10, 10],
      work: job.kind === 'read' ? job.bytes : 3,
    }));
    const limits = await measureLimits(3, probe.start);
    const read = probe.jobs.find((job) => job.kind === 'read');
    const bytes = read?.kind === 'read' ? read.bytes : 0;
    expect(bytes % 128).toBe(0);
    expect(bytes * 3).toBeLessThanOrEqual(128 * 2 ** 20);
    expect(limits.bandwidth).toBeCloseTo((bytes * 3) / 0.01, -3);
    expect(limits.multiplyAdds).toBeCloseTo(900);
    expect(probe.stopped).toBe(1);
  });

  test('are nothing where threads or memory are refused', async () => {
    const none = { bandwidth: null, multiplyAdds: null };
    expect(await measureLimits(1, () => Promise.reject(new Error('no worker')))).toEqual(none);
    const probe = fakeProbe(() => {
      throw new RangeError('no memory');
    });
    expect(await measureLimits(1, probe.start)).toEqual(none);
    expect(probe.stopped).toBe(1);
  });
});

describe('calibration', () => {
  test('gives the slowest thread of each attempt and keeps its threads', async () => {
    const probe = fakeProbe((_, thread) => ({
      durations: Array.from({ length: 12 }, (_, i) => 10 * i + thread),
      work: 1,
    }));
    const calibration = new Calibration(probe.start);
    const durations = await calibration.measure(2);
    expect(durations).toEqual([21, 31, 41, 51, 61, 71, 81, 91, 101, 111]);
    await calibration.measure(2);
    expect(probe.started).toEqual([2]);
    await calibration.measure(1);
    expect(probe.started).toEqual([2, 1]);
    calibration.stop();
    await Promise.resolve();
    expect(probe.stopped).toBe(2);
  });

  test('is empty where the browser refuses threads', async () => {
    const calibration = new Calibration(() => Promise.reject(new Error('no worker')));
    expect(await calibration.measure(2)).toEqual([]);
  });
});
