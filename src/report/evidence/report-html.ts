import { msg, str } from '@lit/localize';
import { dateTime, number } from '../../i18n/format.ts';
import { currentLocale } from '../../i18n/locale.ts';
import { escapeHtml } from '../escape-html.ts';
import { basisSentences, errorSentence } from './basis-text.ts';
import { figureText } from './figure-text.ts';
import { measureDefinition, measureName } from './measure-text.ts';
import type { EvidenceView } from './rows.ts';
import {
  allMeasures,
  columnsOf,
  hasLimits,
  shownMeasures,
  tableRows,
  type TableColumn,
  type TableRow,
} from './table.ts';
import type { Judgement } from './verdict.ts';
import { verdictText } from './verdict-text.ts';
import type { Limits } from './limits.ts';
import { reportStyle } from './report-style.ts';

export interface ReportParts {
  readonly view: EvidenceView;
  readonly judgement: Judgement;
  readonly limits: Limits;
  /** Markup of the chart, coloured by tokens; `null` without one. */
  readonly chart: { readonly svg: string; readonly title: string; readonly caption: string } | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly appVersion: string;
}

/**
 * The comparison as one HTML file that needs nothing else: no script, no request. The chart is the
 * app's own markup; all other text is escaped, names of files and browsers among it.
 */
export function reportHtml(parts: ReportParts): string {
  const { view, judgement, limits, chart, at, appVersion } = parts;
  const { lead, sentence, tail, notes } = verdictText(judgement, view, limits);
  const models = view.models.map(({ name }) => name);
  const title = msg(str`${models.join(', ')}: what smaller costs`, { id: 'report.title' });
  const measures = shownMeasures(view.rows, allMeasures);
  const columns = columnsOf(
    measures,
    judgement.judged.some(({ outcomes }) => hasLimits(outcomes)),
    view.scope,
  );
  return `<!doctype html>
<html lang="${currentLocale()}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="date">${escapeHtml(
    msg(str`${dateTime(at)}, Featherweight ${appVersion}`, { id: 'report.made' }),
  )}</p>
<p class="verdict">${lead ? `<b>${escapeHtml(lead)}</b> ` : ''}${escapeHtml(sentence)} <span>${escapeHtml(tail)}</span></p>
${list(notes)}
${
  chart
    ? `<figure><figcaption><b>${escapeHtml(chart.title)}</b></figcaption>${chart.svg}<p>${escapeHtml(chart.caption)}</p></figure>`
    : ''
}
<h2>${escapeHtml(msg('Figures', { id: 'report.figures' }))}</h2>
${table(tableRows(judgement, view), columns)}
<p>${escapeHtml([...basisSentences(view), errorSentence()].join(' '))}</p>
<h2>${escapeHtml(msg('What the figures are', { id: 'report.definitions' }))}</h2>
<dl>${measures
    .map(
      (measure) =>
        `<div><dt>${escapeHtml(measureName(measure))}</dt><dd>${escapeHtml(measureDefinition(measure))}</dd></div>`,
    )
    .join('')}</dl>
<h2>${escapeHtml(msg('Circumstances', { id: 'details.circumstances' }))}</h2>
${circumstances(view)}
</main>
</body>
</html>
`;
}

const list = (items: readonly string[]): string =>
  items.length === 0
    ? ''
    : `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;

function table(rows: readonly TableRow[], columns: readonly TableColumn[]): string {
  const head = columns
    .map(
      ({ label, unit }) =>
        `<th scope="col">${escapeHtml(label)}${unit ? `<br><small>${escapeHtml(unit)}</small>` : ''}</th>`,
    )
    .join('');
  const body = rows
    .map(
      (row) =>
        `<tr${row.isChosen ? ' class="chosen"' : ''}>${columns.map((column) => cell(row, column)).join('')}</tr>`,
    )
    .join('\n');
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(
    msg('Figures of the variants', { id: 'table.label' }),
  )}"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function cell(row: TableRow, { id }: TableColumn): string {
  if (id === 'name') {
    const note = row.isReference
      ? ` <small>${escapeHtml(msg('reference', { id: 'table.reference' }))}</small>`
      : '';
    return `<th scope="row">${escapeHtml(row.name)}${note}</th>`;
  }
  if (id === 'limits') return `<td class="text">${escapeHtml(row.standing)}</td>`;
  const text = figureText(row.judged.row, id);
  return text
    ? `<td>${escapeHtml(text.value)}${text.error ? ` <small>${escapeHtml(text.error)}</small>` : ''}</td>`
    : '<td>–</td>';
}

function circumstances({ rows, models }: EvidenceView): string {
  const seen = new Map<string, readonly (readonly [string, string])[]>();
  for (const { under, form, id } of rows) {
    if (!under) continue;
    const facts = [
      [
        msg('Threads', { id: 'details.threads' }),
        msg(str`${number(under.threads)} of ${number(under.cores)}`, { id: 'report.threads' }),
      ],
      [
        msg('Page isolated', { id: 'details.isolated' }),
        under.crossOriginIsolated
          ? msg('yes', { id: 'details.yes' })
          : msg('no', { id: 'details.no' }),
      ],
      [msg('Browser', { id: 'report.browser' }), under.userAgent],
      [msg('App', { id: 'report.app' }), under.appVersion],
    ] as const;
    const key = JSON.stringify(facts);
    const variants = seen.get(key)?.[0]?.[1];
    const own = form ? `${id} (${form})` : id;
    seen.set(key, [
      [msg('Variants', { id: 'report.variants' }), variants ? `${variants}, ${own}` : own],
      ...facts,
    ]);
  }
  const published = models
    .map(
      ({ id, shippedLevel }) =>
        `<p>${escapeHtml(
          msg(str`Published weights: ${id}, level ${shippedLevel}.`, { id: 'report.published' }),
        )}</p>`,
    )
    .join('');
  return (
    published +
    [...seen.values()]
      .map(
        (facts) =>
          `<dl>${facts.map(([label, value]) => `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>`,
      )
      .join('')
  );
}
