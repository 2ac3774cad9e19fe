import {
  benchResultSchema,
  type BenchmarkResult,
  type BenchRow,
  type BenchVariantRecord,
  type MeasuredRow,
} from '../../../core/bench-result.ts';
import { epochMs, ms, type Ms } from '../../../core/units.ts';
import { sameVariant } from '../../../core/variant.ts';
import type { RunItem, RunItemState, RunPlan, RunProgress, RunSubject } from './benchmark-run.ts';
import type { StartingCircumstances } from './circumstances.ts';
import { expectedLoadMs, expectedRates, expectedTestMs } from './expected-time.ts';

const now = () => epochMs(performance.timeOrigin + performance.now());

/** What a run knows so far; `progress` is a picture of it that never changes. */
export class RunRecord {
  readonly #plan: RunPlan;
  readonly #startedAt = now();
  #items: readonly RunItem[];
  #current = 0;
  /** When the current item began. */
  #itemStartedAt = now();
  #result: BenchmarkResult;

  constructor(plan: RunPlan, circumstances: StartingCircumstances) {
    this.#plan = plan;
    this.#items = plan.subjects.flatMap((subject) =>
      plan.tests.map((test) => ({
        subject,
        test,
        expectedMs: ms(0),
        state: { kind: 'waiting' } as const,
      })),
    );
    const at = new Date().toISOString();
    this.#result = {
      schema: benchResultSchema,
      id: crypto.randomUUID(),
      preset: plan.preset,
      startedAt: at,
      updatedAt: at,
      state: 'running',
      circumstances: { ...circumstances, pageVisible: true, wakeLock: false },
      variants: [],
      rows: [],
    };
    this.#expect();
  }

  get result(): BenchmarkResult {
    return this.#result;
  }

  get progress(): RunProgress {
    const { length } = this.#items;
    return {
      plan: this.#plan,
      items: this.#items,
      current: Math.min(this.#current, Math.max(0, length - 1)),
      startedAt: this.#startedAt,
      leftMs: this.#leftMs(),
      result: this.#result,
    };
  }

  know(circumstances: StartingCircumstances): void {
    this.#change({ circumstances: { ...this.#result.circumstances, ...circumstances } });
  }

  begin(index: number): void {
    this.#current = index;
    this.#itemStartedAt = now();
  }

  become(index: number, state: RunItemState): void {
    this.#items = this.#items.map((item, at) => (at === index ? { ...item, state } : item));
  }

  /** A finished test, with what was seen of the page meanwhile. */
  add(
    index: number,
    row: BenchRow,
    seen: { readonly visible: boolean; readonly wakeLock: boolean },
  ): void {
    this.become(
      index,
      row.status === 'measured' ? { kind: 'measured', row } : { kind: 'failed', row },
    );
    const { circumstances, rows } = this.#result;
    this.#change({
      rows: [...rows, row],
      circumstances: {
        ...circumstances,
        pageVisible: circumstances.pageVisible && seen.visible,
        wakeLock: circumstances.wakeLock || seen.wakeLock,
      },
    });
    this.#expect();
  }

  /** What is known of a subject beside its rows; replaces what was. */
  describe(index: number, record: BenchVariantRecord): void {
    const variants = [...this.#result.variants];
    variants[index] = record;
    this.#change({ variants });
  }

  end(state: 'finished' | 'stopped'): void {
    this.#items = this.#items.map((item) =>
      item.state.kind === 'waiting' || item.state.kind === 'measuring'
        ? { ...item, state: { kind: 'left-out' } }
        : item,
    );
    this.#change({ state });
  }

  #change(change: Partial<BenchmarkResult>): void {
    this.#result = { ...this.#result, ...change, updatedAt: new Date().toISOString() };
  }

  #expect(): void {
    const measured = this.#items.flatMap(({ subject, state }) =>
      state.kind === 'measured' ? [{ subject, row: state.row }] : [],
    );
    this.#items = this.#items.map((item) => {
      const rows = measured.filter((one) => sameSubject(one.subject, item.subject));
      return {
        ...item,
        expectedMs: expectedMs(
          item,
          rows.map(({ row }) => row),
        ),
      };
    });
  }

  #leftMs(): Ms {
    const perSubject = this.#plan.tests.length;
    let left = 0;
    for (const [index, { state, expectedMs, subject }] of this.#items.entries()) {
      if (state.kind === 'waiting') {
        left += expectedMs + this.#plan.pauseMs;
        if (index % perSubject === 0) left += expectedLoadMs(subject, this.#plan);
      } else if (state.kind === 'measuring')
        left += Math.max(0, expectedMs + this.#plan.pauseMs - (now() - this.#itemStartedAt));
    }
    return ms(left);
  }
}

const expectedMs = ({ subject, test }: RunItem, rows: readonly MeasuredRow[]): Ms =>
  expectedTestMs(test, expectedRates(subject, rows));

const sameSubject = (a: RunSubject, b: RunSubject): boolean =>
  sameVariant(a.variant, b.variant) && a.threads === b.threads && a.form === b.form;
