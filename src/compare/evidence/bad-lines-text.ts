import { msg, str } from '@lit/localize';
import { number } from '../../i18n/format.ts';
import type { BadLine, BadLineReason } from '../evaluation/evaluation.ts';

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

/** Lines that are named one by one; of more, their number is said. */
const named = 10;

/** Lines of a file that are no questions, each with its reason; the rest runs. */
export function badLinesText(lines: readonly BadLine[]): string {
  const first = lines
    .slice(0, named)
    .map(({ line, reason }) =>
      msg(str`line ${number(line)}: ${reasonText(reason)}`, { id: 'bad-line.line' }),
    )
    .join('; ');
  const more = lines.length - named;
  return more > 0
    ? msg(str`Left out: ${first}; and ${number(more)} more.`, { id: 'bad-line.left-out-more' })
    : msg(str`Left out: ${first}.`, { id: 'bad-line.left-out' });
}
