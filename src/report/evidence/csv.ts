import { formatVariant } from '../../../core/variant.ts';
import { csvCell } from '../csv-cell.ts';
import { referenceOf } from './basis.ts';
import type { Spread } from './bounded-figures.ts';
import type { EvidenceRow, EvidenceView } from './rows.ts';

type Cell = string | number | boolean | null;
type Column = readonly [heading: string, cell: (row: EvidenceRow, view: EvidenceView) => Cell];

const rateColumns = (
  name: string,
  figure: (row: EvidenceRow) => Spread | null,
): readonly Column[] => [
  [name, (row) => figure(row)?.mean ?? null],
  [`${name}_sd`, (row) => figure(row)?.sd ?? null],
  [`${name}_n`, (row) => figure(row)?.n ?? null],
];

/** Raw numbers in base units: bytes, milliseconds, tokens per second, nats, shares. */
const columns: readonly Column[] = [
  ['variant', ({ id }) => id],
  ['model', ({ variant }) => variant.model],
  ['level', ({ variant }) => variant.level],
  ['engine', ({ variant }) => variant.engine],
  ['form', ({ form }) => form],
  ['is_reference', ({ isReference }) => isReference],
  ['bytes', ({ facts }) => facts?.bytes ?? null],
  ['bits_per_weight_linear', ({ facts }) => facts?.linearBitsPerWeight ?? null],
  ['bits_per_weight_file', ({ facts }) => facts?.fileBitsPerWeight ?? null],
  ['memory_bytes', ({ memory }) => memory],
  ...rateColumns('decode_tps', ({ decode }) => decode),
  ...rateColumns('prefill_tps', ({ prefill }) => prefill),
  ...rateColumns('ttft_ms', ({ firstToken }) => firstToken),
  ['positions', ({ positions }) => positions],
  ['ppl', ({ perplexity }) => perplexity?.value ?? null],
  ['ppl_se', ({ perplexity }) => perplexity?.se ?? null],
  ['bits_per_byte', ({ bitsPerByte }) => bitsPerByte?.value ?? null],
  ['bits_per_byte_se', ({ bitsPerByte }) => bitsPerByte?.se ?? null],
  ['scored_bytes', ({ bitsPerByte }) => bitsPerByte?.bytes ?? null],
  ['tokens_hash', ({ tokensHash }) => tokensHash],
  ['kld', ({ kld }) => kld?.value ?? null],
  ['kld_se', ({ kld }) => kld?.se ?? null],
  ['kld_p50', ({ kld }) => kld?.p50 ?? null],
  ['kld_p99', ({ kld }) => kld?.p99 ?? null],
  ['kld_max', ({ kld }) => kld?.max ?? null],
  ['same_top', ({ sameTop }) => sameTop?.value ?? null],
  ['same_top_se', ({ sameTop }) => sameTop?.se ?? null],
  ['dp', ({ dp }) => dp?.value ?? null],
  ['dp_rms', ({ dp }) => dp?.rms ?? null],
  ['questions', ({ choices }) => choices?.n ?? null],
  ['acc', ({ choices }) => choices?.acc.value ?? null],
  ['acc_norm', ({ choices }) => choices?.accNorm.value ?? null],
  ['acc_norm_low', ({ choices }) => choices?.accNorm.interval.low ?? null],
  ['acc_norm_high', ({ choices }) => choices?.accNorm.interval.high ?? null],
  ['acc_norm_token', ({ choices }) => choices?.accNormToken.value ?? null],
  ['acc_norm_difference', ({ accuracyDifference }) => accuracyDifference?.difference ?? null],
  ['acc_norm_difference_low', ({ accuracyDifference }) => accuracyDifference?.interval.low ?? null],
  [
    'acc_norm_difference_high',
    ({ accuracyDifference }) => accuracyDifference?.interval.high ?? null,
  ],
  ['mcnemar_p', ({ accuracyDifference }) => accuracyDifference?.pValue ?? null],
  [
    'reference',
    ({ variant }, { basis }) => {
      const reference = referenceOf(basis, variant.model);
      return reference && formatVariant(reference);
    },
  ],
  ['accuracy_reference', (_row, { reference }) => reference && formatVariant(reference)],
  ['text', (_row, { basis }) => basis.text?.name ?? null],
  ['text_sha256', (_row, { basis }) => basis.text?.sha256 ?? null],
  ['chunks', (_row, { basis }) => basis.text?.chunks ?? null],
  ['question_set', (_row, { basis }) => basis.choices?.name ?? null],
  ['failure', ({ failures }) => failures.map(({ failure }) => failure.code).join(' ') || null],
  ['threads', ({ under }) => under?.threads ?? null],
  ['measured_at', ({ under }) => under?.at ?? null],
  ['app_version', ({ under }) => under?.appVersion ?? null],
  ['user_agent', ({ under }) => under?.userAgent ?? null],
];

/** Rows as RFC 4180 with a byte order mark, by which spreadsheets know UTF-8. */
export const evidenceToCsv = (view: EvidenceView): string =>
  `\ufeff${[
    columns.map(([heading]) => csvCell(heading)).join(','),
    ...view.rows.map((row) => columns.map(([, cell]) => csvCell(cell(row, view))).join(',')),
  ].join('\r\n')}\r\n`;
