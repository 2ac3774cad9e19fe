import { number, rate } from '../../i18n/format.ts';
import type { Figure } from './figure.ts';

/** A chart's figures in one line, for who doesn't see it. */
export function figureText({ title, unit, ...figure }: Figure): string {
  const parts =
    figure.kind === 'bars'
      ? figure.rows.map(({ label, text }) => `${label} ${text} ${unit}`)
      : figure.series.map(
          ({ label, points }) =>
            `${label} ${points.map(({ x, mean }) => `${number(x)}: ${rate(mean)} ${unit}`).join(', ')}`,
        );
  return `${title}: ${parts.join('; ')}`;
}
