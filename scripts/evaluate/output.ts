import type { Accuracy, Choices, Estimate, TextQuality } from '../../core/quality.ts';
import { isMeasured, type Bytes, type Figure } from '../../core/units.ts';
import { formatVariant } from '../../core/variant.ts';
import type {
  AutomationEvaluationProgress,
  AutomationEvaluationResult,
  AutomationEvaluationRow,
  AutomationRate,
} from '../../src/app/automation-contract.ts';
import type { SkippedQuestion } from '../../src/compare/evaluation/evaluation.ts';

const textFigures = (text: TextQuality) => ({
  ppl: text.perplexity,
  pplByChunk: text.perplexityByChunk,
  bitsPerByte: text.bitsPerByte,
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

/** Questions longer than the context, whichever level met them. */
const skippedOf = (rows: readonly AutomationEvaluationRow[]): readonly SkippedQuestion[] => [
  ...new Map(rows.flatMap(({ skipped }) => skipped.map((each) => [each.line, each]))).values(),
];

function levelFigures({ result, size, failure, skipped, speed }: AutomationEvaluationRow): object {
  const { prefillTps, decodeTps, firstTokenMs } = speed ?? {};
  return {
    bitsPerWeight: size && { linear: size.linearBitsPerWeight, file: size.fileBitsPerWeight },
    bytes: size?.bytes ?? result?.figures.weightBytes ?? null,
    ...(result && {
      form: result.form,
      ...(result.text && textFigures(result.text)),
      ...(result.choices && { choices: choiceFigures(result.choices) }),
    }),
    ...((result !== null || speed !== null) && {
      figures: { ...result?.figures, ...(speed && { prefillTps, decodeTps, firstTokenMs }) },
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
  badLines,
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
    choices: choices && { ...choices, badLines, skipped: skippedOf(rows) },
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

const memory = (figure: Figure<Bytes> | undefined): string =>
  megabytes(figure !== undefined && isMeasured(figure) ? figure : undefined);

const rate = (figure: AutomationRate | null | undefined): string =>
  figure
    ? `${figure.mean.toFixed(1)}${figure.sd === null ? '' : ` ± ${figure.sd.toFixed(1)}`}`
    : '–';

function cells({
  variant,
  isReference,
  result,
  size,
  speed,
}: AutomationEvaluationRow): readonly string[] {
  const agreement = result?.text?.agreement;
  const held = result?.figures.memory;
  return [
    variant.level + (isReference ? ' *' : ''),
    size ? size.linearBitsPerWeight.toFixed(2) : '–',
    megabytes(size?.bytes ?? result?.figures.weightBytes),
    memory(held?.total),
    memory(held?.weights),
    memory(held?.kvCache),
    memory(held?.workspace),
    rate(speed?.decodeTps),
    rate(speed?.prefillTps),
    rate(speed?.firstTokenMs),
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
  'weights',
  'KV cache',
  'workspace',
  'decode tok/s',
  'prefill tok/s',
  'first token ms',
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
    ...speedNotes(rows),
    'Square brackets are 95 % intervals.',
    ...(rows.some(({ isReference }) => isReference) ? ['* the reference'] : []),
  ];
  return [...drawn, '', ...notes, ''].join('\n');
}

/** Which tests the rates are of, said once: they are the same for all. */
function speedNotes(rows: readonly AutomationEvaluationRow[]): readonly string[] {
  const speed = rows.flatMap((row) => row.speed ?? []).find(({ decodeTps }) => decodeTps !== null);
  const { decodeTps, prefillTps, firstTokenMs } = speed ?? {};
  if (!speed || !decodeTps) return [];
  const tests = [decodeTps, prefillTps, firstTokenMs].flatMap((each) => each?.test ?? []);
  return [
    `Rates: ${tests.join(', ')}, mean ± standard deviation of ${decodeTps.samples.length}; threads: ${speed.threads}.`,
  ];
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
    ...skippedOf(rows).map(
      ({ line, tokens }) => `Line ${line} has ${tokens} tokens, too many; it was left out.`,
    ),
    ...(positions.some((count) => count < 100)
      ? ['Under 100 scored positions: too few for statistics.']
      : []),
    ...rows.flatMap(({ variant, failure, speed }) =>
      [...new Set([...(failure ? [failure.sentence] : []), ...(speed?.failures ?? [])])].map(
        (sentence) => `${formatVariant(variant)}: ${sentence}`,
      ),
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
