import type { Accuracy, Choices, Estimate, TextQuality } from '../../core/quality.ts';
import { isMeasured } from '../../core/units.ts';
import { formatVariant } from '../../core/variant.ts';
import type {
  AutomationEvaluationProgress,
  AutomationEvaluationResult,
  AutomationEvaluationRow,
} from '../../src/app/automation-contract.ts';

const textFigures = (text: TextQuality) => ({
  ppl: text.perplexity,
  pplByChunk: text.perplexityByChunk,
  positions: text.positions,
  kld: text.agreement?.kld ?? null,
  sameTop: text.agreement?.sameTop ?? null,
  dp: text.agreement?.dp ?? null,
  lnPplRatio: text.agreement?.lnPerplexityRatio ?? null,
});

const accuracy = ({ value, interval }: Accuracy) => ({ value, ...interval });

const choiceFigures = (choices: Choices) => ({
  n: choices.n,
  acc: accuracy(choices.acc),
  accNorm: accuracy(choices.accNorm),
  accNormToken: accuracy(choices.accNormToken),
  correct: choices.correct,
});

function levelFigures({ result, size, failure, skipped }: AutomationEvaluationRow): object {
  return {
    bitsPerWeight: size && { linear: size.linearBitsPerWeight, file: size.fileBitsPerWeight },
    bytes: size?.bytes ?? result?.figures.weightBytes ?? null,
    ...(result && {
      form: result.form,
      ...(result.text && textFigures(result.text)),
      ...(result.choices && { choices: choiceFigures(result.choices) }),
      figures: result.figures,
    }),
    ...(skipped.length > 0 && { skipped }),
    ...(failure && { failure }),
  };
}

/** The figures as one plain object, for other programs. Intervals (`low`, `high`) are 95 % ones. */
export function jsonResult({
  rows,
  text,
  choices,
  appVersion,
}: AutomationEvaluationResult): object {
  const reference = rows.find(({ isReference }) => isReference);
  const first = rows[0];
  return {
    schema: 1,
    appVersion,
    model: first?.variant.model,
    engine: first?.variant.engine,
    reference: reference?.variant.level ?? null,
    text: text && { name: text.name, sha256: text.sha256 },
    chunks: Math.max(0, ...rows.map(({ result }) => result?.text?.chunks ?? 0)),
    choices,
    levels: Object.fromEntries(rows.map((row) => [row.variant.level, levelFigures(row)])),
  };
}

const estimate = (figure: Estimate | null | undefined, digits: number, factor = 1): string =>
  figure
    ? `${(factor * figure.value).toFixed(digits)} ± ${(factor * figure.se).toFixed(digits)}`
    : '–';

const share = (figure: Accuracy | undefined): string =>
  figure
    ? `${(100 * figure.value).toFixed(1)} [${(100 * figure.interval.low).toFixed(1)}, ${(100 * figure.interval.high).toFixed(1)}]`
    : '–';

const megabytes = (bytes: number | undefined): string =>
  bytes === undefined ? '–' : (bytes / 1e6).toFixed(1);

function cells({ variant, isReference, result, size }: AutomationEvaluationRow): readonly string[] {
  const agreement = result?.text?.agreement;
  const total = result?.figures.memory.total;
  return [
    variant.level + (isReference ? ' *' : ''),
    size ? size.linearBitsPerWeight.toFixed(2) : '–',
    megabytes(size?.bytes ?? result?.figures.weightBytes),
    megabytes(total !== undefined && isMeasured(total) ? total : undefined),
    estimate(result?.text?.perplexity, 3),
    estimate(agreement?.kld, 4),
    estimate(agreement?.sameTop, 1, 100),
    share(result?.choices?.acc),
    share(result?.choices?.accNorm),
    share(result?.choices?.accNormToken),
  ];
}

const header = [
  'level',
  'bits/weight',
  'MB',
  'memory MB',
  'perplexity',
  'KL div. nats',
  'same top %',
  'acc %',
  'accNorm %',
  'accNormToken %',
];

/** One line a level; columns without a figure in any line are left out. */
export function table({ rows, text }: AutomationEvaluationResult): string {
  const lines = [header, ...rows.map(cells)];
  const kept = header
    .map((_, column) => column)
    .filter((column) => lines.slice(1).some((line) => line[column] !== '–'));
  const widths = kept.map((column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  const drawn = lines.map((line) =>
    kept
      .map((column, i) => {
        const cell = line[column] ?? '';
        return i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0);
      })
      .join('  ')
      .trimEnd(),
  );
  const positions = Math.max(0, ...rows.map(({ result }) => result?.text?.positions ?? 0));
  const notes = [
    ...(text ? [`${text.name}: ${positions} positions scored. ± is one standard error.`] : []),
    'Square brackets are 95 % intervals.',
    ...(rows.some(({ isReference }) => isReference) ? ['* the reference'] : []),
  ];
  return [...drawn, '', ...notes, ''].join('\n');
}

/** What a person should know besides the figures. */
export function remarks({ rows, badLines }: AutomationEvaluationResult): readonly string[] {
  const reasons: Readonly<Record<(typeof badLines)[number]['reason'], string>> = {
    'not-json': 'is not a JSON object',
    'no-context': 'has no context',
    'too-few-endings': 'has fewer than two endings',
    'ending-empty': 'has an empty ending',
    'label-out-of-range': 'has a label that is not the number of an ending',
  };
  const positions = rows.flatMap(({ result }) => (result?.text ? [result.text.positions] : []));
  return [
    ...badLines.map(({ line, reason }) => `Line ${line} ${reasons[reason]}; it was left out.`),
    ...(rows[0]?.skipped ?? []).map(
      ({ line, tokens }) => `Line ${line} has ${tokens} tokens, too many; it was left out.`,
    ),
    ...(positions.some((count) => count < 100)
      ? ['Under 100 scored positions: too few for statistics.']
      : []),
    ...rows.flatMap(({ variant, failure }) =>
      failure ? [`${formatVariant(variant)}: ${failure.sentence}`] : [],
    ),
  ];
}

/** `q4: chunk 3 of 8, perplexity 24.10 ± 1.02; about 40 s left` */
export function progressLine({
  level,
  doing,
  perplexity,
  accNorm,
  timeLeftMs,
}: AutomationEvaluationProgress): string {
  const figures = [
    ...(perplexity ? [`perplexity ${estimate(perplexity, 2)}`] : []),
    ...(accNorm ? [`accNorm ${share(accNorm)} %`] : []),
  ];
  const left = timeLeftMs === null ? '' : `; about ${Math.ceil(timeLeftMs / 1000)} s left`;
  return `${[`${level}: ${doing}`, ...figures].join(', ')}${left}`;
}
