import type { BenchRowSubject } from '../../core/bench-result.ts';
import type { TableEntry } from '../report/benchmark/result-rows.ts';
import type { RunItem, RunProgress } from './run/benchmark-run.ts';

/** What an item tests, under llama-bench's names. */
export const subjectRow = ({
  subject: { variant, threads },
  test,
}: Pick<RunItem, 'subject' | 'test'>): BenchRowSubject => ({
  ...variant,
  n_threads: threads,
  n_prompt: test.nPrompt,
  n_gen: test.nGen,
  n_depth: test.nDepth,
});

/** The table's rows of a run under way: those that are measured, and those still to come. */
export const runEntries = ({ items }: RunProgress): readonly TableEntry[] =>
  items.map((item): TableEntry => {
    const { state } = item;
    switch (state.kind) {
      case 'measured':
      case 'failed':
        return state.row;
      case 'measuring':
      case 'waiting':
      case 'left-out':
        return { ...subjectRow(item), status: state.kind };
    }
  });
