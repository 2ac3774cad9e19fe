import { msg, str } from '@lit/localize';
import type { BenchMark, BenchRow } from '../../../core/bench-result.ts';
import { number } from '../../i18n/format.ts';

/** What may have disturbed a test, as a sentence. */
export function markText(mark: BenchMark): string {
  switch (mark.kind) {
    case 'hidden':
      return msg('The page was hidden meanwhile: left out of comparisons.', {
        id: 'bench.mark-hidden',
      });
    case 'drift': {
      const percent = number(Math.abs(mark.ratio - 1) * 100);
      return mark.ratio >= 1
        ? msg(
            str`The same work took ${percent} % longer after it than before: other work was on the machine, or its clock slowed.`,
            { id: 'bench.mark-slower' },
          )
        : msg(
            str`The same work took ${percent} % less time after it than before: other work was on the machine at first.`,
            { id: 'bench.mark-quicker' },
          );
    }
    case 'throttled':
      return mark.by === 'timers'
        ? msg('The browser held up this page meanwhile.', { id: 'bench.mark-timers' })
        : msg('Each repetition was slower than the one before, as when a device gets hot.', {
            id: 'bench.mark-hot',
          });
    case 'low-timer-resolution':
      return msg(
        str`The clock steps by ${number(mark.timerStepMs, mark.timerStepMs < 0.1 ? 3 : 1)} ms, over 1 % of a repetition: too coarse for tests this short.`,
        { id: 'bench.mark-timer' },
      );
  }
}

/** Each sentence once, in the order of the rows, with the tests that it is about. */
export function marksOf(
  rows: readonly BenchRow[],
  nameOf: (row: BenchRow) => string,
): readonly { readonly text: string; readonly tests: readonly string[] }[] {
  const found = new Map<string, string[]>();
  for (const row of rows)
    for (const mark of row.marks) {
      const text = markText(mark);
      const tests = found.get(text);
      const name = nameOf(row);
      if (!tests) found.set(text, [name]);
      else if (!tests.includes(name)) tests.push(name);
    }
  return [...found].map(([text, tests]) => ({ text, tests }));
}
