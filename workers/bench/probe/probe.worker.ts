import plainUrl from './kernels/build/plain.wasm?url';
import relaxedUrl from './kernels/build/relaxed.wasm?url';
import { probeReady, type ProbeJob, type ProbeTimes } from './probe-job.ts';

interface ProbeExports {
  readonly fill: (bytes: number) => void;
  readonly read: (bytes: number) => number;
  readonly multiply: (rounds: number) => number;
  readonly multiplyAddsPerRound: () => number;
}

const pageBytes = 65_536;

/** The faster build that the browser can compile. */
async function compile(): Promise<WebAssembly.Module> {
  for (const address of [relaxedUrl, plainUrl]) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: HTTP ${response.status}`);
    const bytes = await response.arrayBuffer();
    if (WebAssembly.validate(bytes)) return WebAssembly.compile(bytes);
  }
  throw new Error('no WebAssembly SIMD');
}

function withMemory(module: WebAssembly.Module, bytes: number): ProbeExports {
  // One page more: the last round of `multiply` reads past its operands.
  const pages = Math.ceil(bytes / pageBytes) + 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as ProbeExports;
}

function timed(attempts: number, work: number, run: () => void): ProbeTimes {
  const durations = Array.from({ length: attempts }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return { durations, work };
}

const module = await compile();
const small = withMemory(module, pageBytes);
small.fill(pageBytes);

function perform(job: ProbeJob): ProbeTimes {
  switch (job.kind) {
    case 'read': {
      const large = withMemory(module, job.bytes);
      large.fill(job.bytes);
      return timed(job.attempts, job.bytes, () => large.read(job.bytes));
    }
    case 'multiply':
      return timed(job.attempts, job.rounds * small.multiplyAddsPerRound(), () =>
        small.multiply(job.rounds),
      );
  }
}

addEventListener('message', ({ data }: MessageEvent<ProbeJob>) => {
  postMessage(perform(data));
});
postMessage(probeReady);
