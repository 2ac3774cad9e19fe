import { msg, str } from '@lit/localize';
import { number } from '../../i18n/format.ts';
import type {
  BadLine,
  BadLineReason,
  EvaluationState,
  SkippedQuestion,
} from '../evaluation/evaluation.ts';

const reasonText = (reason: BadLineReason): string => {
  switch (reason) {
    case 'not-json':
      return msg('no JSON', { id: 'bad-line.not-json' });
    case 'no-context':
      return msg('no context', { id: 'bad-line.no-context' });
    case 'too-few-endings':
      return msg('fewer than two endings', { id: 'bad-line.too-few-endings' });
    case 'ending-empty':
      return msg('an empty ending', { id: 'bad-line.ending-empty' });
    case 'label-out-of-range':
      return msg('a label that names no ending', { id: 'bad-line.label' });
  }
};

const tooLongText = ({ tokens }: SkippedQuestion): string =>
  msg(str`${number(tokens)} tokens, more than fit`, { id: 'bad-line.too-long' });

/** Lines that are named one by one; of more, their number is said. */
const named = 10;

/**
 * Lines of a file that give no figure, each with its reason: those that are no questions, and questions
 * longer than the context. The rest runs. Empty where there are none.
 */
export function leftOutText(
  badLines: readonly BadLine[],
  skipped: readonly SkippedQuestion[] = [],
): string {
  const reasons = new Map<number, string>();
  for (const each of badLines) reasons.set(each.line, reasonText(each.reason));
  for (const each of skipped) reasons.set(each.line, tooLongText(each));
  if (reasons.size === 0) return '';
  const first = [...reasons]
    .toSorted(([a], [b]) => a - b)
    .slice(0, named)
    .map(([line, reason]) => msg(str`line ${number(line)}: ${reason}`, { id: 'bad-line.line' }))
    .join('; ');
  const more = reasons.size - named;
  return more > 0
    ? msg(str`Left out: ${first}; and ${number(more)} more.`, { id: 'bad-line.left-out-more' })
    : msg(str`Left out: ${first}.`, { id: 'bad-line.left-out' });
}

/** What a run leaves out of its questions, in words; empty where it leaves out none, or has none. */
export function leftOutOf(state: EvaluationState): string {
  if (state.kind === 'idle' || !state.plan.choices) return '';
  const { badLines } = state.plan.choices.set;
  return leftOutText(
    badLines,
    state.rows.flatMap(({ skipped }) => skipped),
  );
}
