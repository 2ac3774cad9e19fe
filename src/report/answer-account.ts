import { msg, str } from '@lit/localize';
import type { DecodeProfile, Sampling } from '../../core/contract.ts';
import { isMeasured, type Figure } from '../../core/units.ts';
import type { AnswerFigures, PageFigures } from '../../core/metrics/answer.ts';
import { duration, megabytes, number, rate } from '../i18n/format.ts';
import { notMeasurableText } from '../i18n/not-measurable.ts';
import type { AnswerCircumstances } from '../store/chat-record.ts';
import { answerDetails, formLabel, type DetailGroup } from './answer-details.ts';
import { breakdownOf, type Breakdown, type MeasuredPart } from './breakdown.ts';
import { histogramOf, type Histogram } from './histogram.ts';

/** One of the three readouts of the account line: `first token 84 ms`. */
export interface Readout {
  readonly before: string;
  readonly value: string;
  readonly unit: string;
}

export interface GapsView {
  readonly title: string;
  readonly count: string;
  readonly histogram: Histogram | undefined;
  /** Why there is no histogram, or what it leaves out. */
  readonly note: string | undefined;
}

/** All that the interface shows about the cost of one answer. */
export interface AnswerAccount {
  readonly line: readonly Readout[];
  readonly time: Breakdown;
  readonly gaps: GapsView;
  readonly memory: Breakdown;
  readonly details: readonly DetailGroup[];
  /** Of an answer that was continued, the figures are of its last part. */
  readonly note: string | undefined;
}

export interface MeasuredAnswer {
  /** The page's own are left out where it did not take them. */
  readonly figures: AnswerFigures & Partial<PageFigures>;
  readonly circumstances: AnswerCircumstances | null;
  readonly sampling: Sampling;
  /** Tokens of the whole answer, all its parts; left out where it is known to have one. */
  readonly writtenTokens?: number;
  readonly profile?: DecodeProfile | undefined;
}

export const firstTokenReadout = (milliseconds: number): Readout => ({
  before: msg('first token', { id: 'account.first-token' }),
  value: duration(milliseconds),
  unit: '',
});

export const rateReadout = (tokensPerSecond: number): Readout => ({
  before: '',
  value: rate(tokensPerSecond),
  unit: msg('tok/s', { id: 'unit.tokens-per-second' }),
});

export const memoryReadout = (bytes: number): Readout => ({
  before: '',
  value: `${megabytes(bytes, 0)} MB`,
  unit: '',
});

const readout = <Unit extends number>(
  figure: Figure<Unit>,
  make: (value: number) => Readout,
): readonly Readout[] => (isMeasured(figure) ? [make(figure)] : []);

const amount = <Unit extends number>(figure: Figure<Unit>): number =>
  isMeasured(figure) ? figure : 0;

export function timeBreakdown(figures: AnswerFigures): Breakdown {
  const evaluated = figures.promptTokens - figures.cachedTokens;
  const prefill = amount(figures.prefillMs);
  const parts: MeasuredPart[] = [
    {
      label: msg(str`Prefill, ${number(evaluated)} new tokens`, { id: 'account.prefill' }),
      amount: prefill,
      tone: 'd2',
    },
    ...decodeParts(figures),
    {
      label: msg('Other', { id: 'account.other' }),
      amount: Math.max(amount(figures.ttftMs) - prefill, 0),
      tone: 'd4',
    },
  ];
  if (figures.firstAfterLoad)
    parts.unshift({
      label: msg('Load, once', { id: 'account.load-once' }),
      amount: figures.load.loadMs,
      tone: 'hatch',
    });
  const total = parts.reduce((sum, part) => sum + part.amount, 0);
  const inSeconds = total >= 10_000;
  return breakdownOf(
    msg('Time', { id: 'account.time' }),
    parts,
    inSeconds ? 100 : 1,
    (value) => (inSeconds ? `${number(value / 1000, 1)} s` : `${number(value)} ms`),
    isMeasured(figures.ttftMs) ? undefined : notMeasured(figures.ttftMs.notMeasurable),
  );
}

/** Thinking apart from the answer; together they are what decoding took. */
function decodeParts({
  thinking,
  decodeMs,
  sampledTokens,
}: AnswerFigures): readonly MeasuredPart[] {
  const thought = thinking ? amount(thinking.thinkingMs) : 0;
  const answered: MeasuredPart = {
    label: msg(str`Decode, ${number(sampledTokens - (thinking?.tokens ?? 0))} tokens`, {
      id: 'account.decode',
    }),
    amount: Math.max(amount(decodeMs) - thought, 0),
    tone: 'd1',
  };
  if (!thinking) return [answered];
  return [
    {
      label: msg(str`Thinking, ${number(thinking.tokens)} tokens`, { id: 'account.thinking' }),
      amount: thought,
      tone: 'd3',
    },
    answered,
  ];
}

function memoryBreakdown({ figures, circumstances }: MeasuredAnswer): Breakdown {
  const { weights, kvCache, workspace, total } = figures.memory;
  const known = amount(weights) + amount(kvCache) + amount(workspace);
  const context = circumstances?.contextLength;
  return breakdownOf(
    msg('Memory', { id: 'account.memory' }),
    [
      {
        label: weightsLabel(circumstances),
        amount: amount(weights),
        tone: 'd1',
      },
      {
        label:
          context === undefined
            ? msg('KV cache', { id: 'account.kv' })
            : msg(str`KV cache, ${number(context)} tokens`, { id: 'account.kv-context' }),
        amount: amount(kvCache),
        tone: 'd2',
      },
      {
        label: msg('Workspace', { id: 'account.workspace' }),
        amount: amount(workspace),
        tone: 'd3',
      },
      {
        label: msg('Other', { id: 'account.other' }),
        amount: Math.max(amount(total) - known, 0),
        tone: 'd4',
      },
    ],
    1e5,
    (value) => `${megabytes(value)} MB`,
    isMeasured(total) ? undefined : notMeasured(total.notMeasurable),
  );
}

/** The form is named where it is not the file's own. */
function weightsLabel(circumstances: AnswerCircumstances | null): string {
  if (!circumstances) return msg('Weights', { id: 'account.weights' });
  const { form, variant } = circumstances;
  return form === 'as-shipped'
    ? msg(str`Weights, ${variant.level}`, { id: 'account.weights-level' })
    : msg(str`Weights, ${variant.level}, ${formLabel(form)}`, { id: 'account.weights-form' });
}

const notMeasured = (reason: Parameters<typeof notMeasurableText>[0]): string =>
  msg(str`Not measurable here: ${notMeasurableText(reason)}.`, { id: 'account.not-measurable' });

export function gapsView(gaps: AnswerFigures['tokenGapMs']): GapsView {
  const title = msg('Gaps between tokens', { id: 'account.gaps' });
  if ('notMeasurable' in gaps)
    return { title, count: '', histogram: undefined, note: notMeasured(gaps.notMeasurable) };
  const histogram = histogramOf(gaps);
  return {
    title,
    count: number(gaps.all.length),
    histogram,
    note:
      histogram.beyond === 0
        ? undefined
        : msg(
            str`Beyond the axis, in the last bar: ${number(histogram.beyond)}. The longest: ${duration(gaps.max)}.`,
            { id: 'account.gaps-beyond' },
          ),
  };
}

/** The account of one answer in the interface's present language. */
export function answerAccount(answer: MeasuredAnswer): AnswerAccount {
  const { figures } = answer;
  return {
    line: [
      ...readout(figures.ttftMs, firstTokenReadout),
      ...readout(figures.decodeTps, rateReadout),
      ...readout(figures.memory.total, memoryReadout),
    ],
    time: timeBreakdown(figures),
    gaps: gapsView(figures.tokenGapMs),
    memory: memoryBreakdown(answer),
    details: answerDetails(answer),
    note:
      (answer.writtenTokens ?? 0) > figures.sampledTokens
        ? msg('This answer was continued: the figures are of the part written last.', {
            id: 'account.continued',
          })
        : undefined,
  };
}
