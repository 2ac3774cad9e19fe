import { msg, str } from '@lit/localize';
import { dateTime, number } from '../../i18n/format.ts';
import { threadsText } from '../../i18n/engines.ts';
import { figureText, joined } from './figure-text.ts';
import { measureName, measureUnit } from './measure-text.ts';
import { allMeasures } from './table.ts';
import type { Spread } from './bounded-figures.ts';
import type { EvidenceRow } from './rows.ts';

export interface AccountLine {
  readonly label: string;
  readonly value: string;
}

const repetitions = (figure: Spread | null): string => (figure ? ` (n = ${number(figure.n)})` : '');

/** Everything that is known of a variant, a line each: for hovering, focus and the report. */
export function pointAccount(row: EvidenceRow): readonly AccountLine[] {
  const lines = allMeasures.flatMap((measure): readonly AccountLine[] => {
    const text = figureText(row, measure);
    if (!text) return [];
    const count =
      measure === 'decode' || measure === 'prefill' || measure === 'firstToken'
        ? repetitions(row[measure])
        : '';
    const unit = measureUnit(measure);
    return [
      {
        label: measureName(measure),
        value: `${joined(text)}${unit ? ` ${unit}` : ''}${count}`,
      },
    ];
  });
  return [
    ...lines,
    ...(row.under
      ? [
          {
            label: msg('Measured', { id: 'point.measured' }),
            value: msg(
              str`${dateTime(Date.parse(row.under.at))}, ${threadsText(row.under.threads)}`,
              {
                id: 'point.measured-at',
              },
            ),
          },
        ]
      : []),
  ];
}
