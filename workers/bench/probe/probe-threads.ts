import { probeReady, type ProbeJob, type ProbeTimes } from './probe-job.ts';

/** Some threads that do the same job at the same time, each on memory of its own. */
export interface ProbeThreads {
  run(job: ProbeJob): Promise<readonly ProbeTimes[]>;
  stop(): void;
}

export type StartProbe = (threads: number) => Promise<ProbeThreads>;

/** A job or a start that takes longer has failed, ms. */
const limit = 60_000;

/** Workers of a worker. Rejects with what went wrong. */
export const startProbeThreads: StartProbe = async (threads) => {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL('./probe.worker.ts', import.meta.url), { type: 'module' }),
  );
  const stop = (): void => {
    for (const worker of workers) worker.terminate();
  };
  try {
    await Promise.all(workers.map((worker) => nextMessage(worker)));
  } catch (error) {
    stop();
    throw error;
  }
  return {
    stop,
    run: (job) =>
      Promise.all(
        workers.map(async (worker) => {
          const answer = nextMessage(worker);
          worker.postMessage(job);
          const times = await answer;
          if (times === probeReady) throw new Error('a probe answered out of turn');
          return times;
        }),
      ),
  };
};

type ProbeMessage = typeof probeReady | ProbeTimes;

function nextMessage(worker: Worker): Promise<ProbeMessage> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    const { signal } = listening;
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      listening.abort();
      act();
    };
    const give = (reason: string): void => settle(() => reject(new Error(`probe: ${reason}`)));
    const timer = setTimeout(() => give('no answer in time'), limit);
    worker.addEventListener('error', (event) => give(event.message || 'failed to start'), {
      signal,
    });
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<ProbeMessage>) => settle(() => resolve(data)),
      { signal },
    );
  });
}
