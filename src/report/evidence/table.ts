import { msg } from '@lit/localize';
import { figureText, joined } from './figure-text.ts';
import { limitNames, standing, type Outcomes } from './limits.ts';
import { standingText } from './limit-text.ts';
import { measureName, measureUnit } from './measure-text.ts';
import { comparableQualities, measureOf, type MeasureId } from './measures.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';
import { namesIn } from './variant-name.ts';
import type { Judgement, JudgedRow } from './verdict.ts';

export type ColumnId = 'name' | MeasureId | 'limits';

export interface TableColumn {
  readonly id: ColumnId;
  readonly label: string;
  readonly unit: string;
}

export interface TableSort {
  readonly column: ColumnId;
  readonly descending: boolean;
}

export interface TableRow {
  readonly judged: JudgedRow;
  readonly name: string;
  /** The verdict's. */
  readonly isChosen: boolean;
  readonly isReference: boolean;
  /** Bytes over those of the heaviest row. */
  readonly weight: number | null;
  readonly standing: string;
}

/** What the narrow table shows: between levels of one model as the design has it, else what compares. */
export const mainColumns = (view: EvidenceView): readonly MeasureId[] => [
  'bytes',
  'decode',
  'memory',
  ...(view.scope === 'levels'
    ? (['perplexity', 'kld', 'sameTop'] as const)
    : comparableQualities(view)),
];
export const allMeasures: readonly MeasureId[] = [
  'bytes',
  'linearBits',
  'fileBits',
  'memory',
  'decode',
  'prefill',
  'firstToken',
  'perplexity',
  'bitsPerByte',
  'kld',
  'sameTop',
  'accuracy',
];

/** Measures without a single value are left out, save bytes. */
export const shownMeasures = (
  rows: readonly EvidenceRow[],
  measures: readonly MeasureId[],
): readonly MeasureId[] =>
  measures.filter(
    (measure) => measure === 'bytes' || rows.some((row) => measureOf(row, measure) !== null),
  );

export const columnsOf = (
  measures: readonly MeasureId[],
  hasLimits: boolean,
  scope: EvidenceView['scope'],
): readonly TableColumn[] => [
  {
    id: 'name',
    label:
      scope === 'levels'
        ? msg('Level', { id: 'table.level' })
        : msg('Variant', { id: 'table.variant' }),
    unit: '',
  },
  ...measures.map((measure) => ({
    id: measure,
    label: measureName(measure),
    unit: measureUnit(measure),
  })),
  ...(hasLimits
    ? [{ id: 'limits' as const, label: msg('Limits', { id: 'table.limits' }), unit: '' }]
    : []),
];

export const hasLimits = (outcomes: Outcomes): boolean =>
  limitNames.some((name) => outcomes[name] !== null);

const standings = ['holds', 'uncertain', 'missing', 'fails'];

/** By a column; what was not measured is last either way, equals keep their order. */
export function sortedRows(
  rows: readonly TableRow[],
  { column, descending }: TableSort,
): readonly TableRow[] {
  const key = ({ judged, name }: TableRow): number | string | null => {
    if (column === 'name') return name;
    if (column === 'limits') return standings.indexOf(standing(judged.outcomes));
    return measureOf(judged.row, column)?.value ?? null;
  };
  const order = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [first, second] = [key(a), key(b)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    if (typeof first === 'string' || typeof second === 'string')
      return order * String(first).localeCompare(String(second), 'en', { numeric: true });
    return order * (first - second);
  });
}

export function tableRows({ judged, verdict }: Judgement, view: EvidenceView): readonly TableRow[] {
  const name = namesIn(view);
  const heaviest = Math.max(...view.rows.map(({ facts }) => facts?.bytes ?? 0));
  return judged.map((each) => ({
    judged: each,
    name: name(each.row),
    isChosen: verdict.kind === 'chosen' && verdict.row === each.row,
    isReference: each.row.isReference,
    weight: each.row.facts && heaviest > 0 ? each.row.facts.bytes / heaviest : null,
    standing: standingText(each.outcomes),
  }));
}

const headOf = ({ label, unit }: TableColumn): string => (unit ? `${label}, ${unit}` : label);

const textOf = (row: TableRow, { id }: TableColumn): string => {
  if (id === 'name')
    return row.isReference
      ? `${row.name} (${msg('reference', { id: 'table.reference' })})`
      : row.name;
  if (id === 'limits') return row.standing;
  const text = figureText(row.judged.row, id);
  return text ? joined(text) : '';
};

/** For a spreadsheet's clipboard. */
export const tableToTsv = (rows: readonly TableRow[], columns: readonly TableColumn[]): string =>
  [columns.map(headOf), ...rows.map((row) => columns.map((column) => textOf(row, column)))]
    .map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t'))
    .join('\n');

export function tableToMarkdown(
  rows: readonly TableRow[],
  columns: readonly TableColumn[],
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ')).join(' | ')} |`;
  return [
    line(columns.map(headOf)),
    line(columns.map(({ id }) => (id === 'name' || id === 'limits' ? '---' : '---:'))),
    ...rows.map((row) => line(columns.map((column) => textOf(row, column)))),
  ].join('\n');
}
