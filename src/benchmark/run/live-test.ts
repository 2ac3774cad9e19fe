import type { BenchEvent } from '../../../core/bench.ts';
import { ms } from '../../../core/units.ts';
import type { LoadProgress } from '../../bridge/engine.ts';
import type { LiveCurve, LivePoint, LiveTest } from './benchmark-run.ts';

const restingTest: LiveTest = {
  activity: 'rest',
  repetition: 0,
  done: 0,
  total: 0,
  rates: [],
  curves: [],
  load: null,
};

type Activity = LiveTest['activity'];

/** A test under way, folded from the worker's events. */
export class LiveTestFold {
  #live: LiveTest = restingTest;
  /** Epoch ms at which the growing curve's phase began. */
  #phaseAt = 0;

  get live(): LiveTest {
    return this.#live;
  }

  /** What is done between the worker's events. */
  enter(activity: Activity): LiveTest {
    this.#live = { ...this.#live, activity, done: 0, total: 0, load: null };
    return this.#live;
  }

  loading(load: LoadProgress): LiveTest {
    this.#live = { ...this.#live, activity: 'load', load };
    return this.#live;
  }

  take(events: readonly BenchEvent[]): LiveTest {
    for (const event of events)
      switch (event.type) {
        case 'repetition':
          this.#live = { ...this.#live, rates: [...this.#live.rates, event.rate] };
          break;
        case 'tokens': {
          const { phase, repetition, done, total, at } = event;
          if (done === 0) this.#phaseAt = at;
          const curves =
            phase === 'prompt' || phase === 'generation'
              ? withPoint(
                  this.#live.curves,
                  { phase, repetition, total },
                  {
                    done,
                    ms: ms(at - this.#phaseAt),
                  },
                )
              : this.#live.curves;
          this.#live = { ...this.#live, activity: phase, repetition, done, total, curves };
          break;
        }
      }
    return this.#live;
  }
}

function withPoint(
  curves: readonly LiveCurve[],
  { phase, repetition, total }: Omit<LiveCurve, 'points'>,
  point: LivePoint,
): readonly LiveCurve[] {
  const last = curves.at(-1);
  if (last?.phase === phase && last.repetition === repetition)
    return [...curves.slice(0, -1), { ...last, points: [...last.points, point] }];
  return [...curves, { phase, repetition, total, points: [point] }];
}
