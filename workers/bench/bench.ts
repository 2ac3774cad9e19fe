import type { BenchEvent, BenchRequest, BenchResult } from '../../core/bench.ts';
import type { EventSink } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { Session } from '../session.ts';
import type { StopSignal } from '../stop-signal.ts';
import { Calibration } from './probe/calibration.ts';
import { measureLimits } from './probe/limits.ts';
import { startProbeThreads, type StartProbe } from './probe/probe-threads.ts';
import { runTest } from './run-test.ts';

const unknownWork = { stepBytes: null, tokenMultiplyAdds: null } as const;

/** Benchmarks of one loaded variant. */
export class Bench {
  readonly #startProbe: StartProbe;
  readonly #calibration: Calibration;

  constructor(startProbe: StartProbe = startProbeThreads) {
    this.#startProbe = startProbe;
    this.#calibration = new Calibration(startProbe);
  }

  /**
   * @throws catalogued `request-invalid`, `test-too-long`, `cancelled`, and what the decoder throws
   */
  async run(
    session: Session,
    request: BenchRequest,
    stop: StopSignal,
    emit: EventSink<BenchEvent>,
  ): Promise<BenchResult> {
    const { decoder } = session;
    switch (request.kind) {
      case 'test':
        await session.truncate(0);
        return runTest(decoder, request, stop, emit);
      case 'limits': {
        const { engine, threads } = decoder.spec;
        const { stepBytes, tokenMultiplyAdds } = decoder.work ?? unknownWork;
        const { kvCache } = decoder.memory();
        const positionBytes =
          typeof kvCache !== 'number' ? null : kvCache / decoder.spec.contextLength;
        // What the processor reads and computes says nothing about a GPU.
        const limits =
          engine === 'webgpu'
            ? { bandwidth: null, multiplyAdds: null }
            : await measureLimits(threads, this.#startProbe);
        return { kind: 'limits', ...limits, stepBytes, positionBytes, tokenMultiplyAdds };
      }
      case 'calibration': {
        if (stop.stopped) throw fail('cancelled', {});
        const durations = await this.#calibration.measure(decoder.spec.threads);
        return { kind: 'calibration', durations };
      }
    }
  }

  dispose(): void {
    this.#calibration.stop();
  }
}
