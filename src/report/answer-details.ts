import { msg, str } from '@lit/localize';
import type { DecodeProfile, KvPrecision, Sampling } from '../../core/contract.ts';
import type { WeightForm } from '../../core/levels.ts';
import type { AnswerFigures, PageFigures } from '../../core/metrics/answer.ts';
import type { LoadFigures, LoadOrigin, LoadPart } from '../../core/metrics/load.ts';
import type { MemoryAccount } from '../../core/metrics/memory.ts';
import { isMeasured, type Figure } from '../../core/units.ts';
import { formatVariant } from '../../core/variant.ts';
import { duration, number, rate, size } from '../i18n/format.ts';
import { notMeasurableText } from '../i18n/not-measurable.ts';
import type { AnswerCircumstances } from '../store/chat-record.ts';
import { instructionsLabel, instructionsText } from './instructions-text.ts';

export interface DetailRow {
  readonly label: string;
  /** Formatted, or `undefined` where the figure can't be measured here. */
  readonly value: string | undefined;
  /** Why there is no value. */
  readonly reason: string | undefined;
}

export interface DetailGroup {
  readonly title: string;
  readonly rows: readonly DetailRow[];
}

const row = (label: string, value: string): DetailRow => ({ label, value, reason: undefined });

const figureRow = <Unit extends number>(
  label: string,
  figure: Figure<Unit>,
  format: (value: number) => string,
): DetailRow =>
  isMeasured(figure)
    ? row(label, format(figure))
    : { label, value: undefined, reason: notMeasurableText(figure.notMeasurable) };

/** No row where the page did not take the figure. */
const pageRow = <Unit extends number>(
  label: string,
  figure: Figure<Unit> | undefined,
  format: (value: number) => string,
): readonly DetailRow[] => (figure === undefined ? [] : [figureRow(label, figure, format)]);

const perSecond = (value: number): string =>
  `${rate(value)} ${msg('tok/s', { id: 'unit.tokens-per-second' })}`;

export function loadPartLabel(part: LoadPart): string {
  switch (part) {
    case 'fetchMs':
      return msg('Waiting for bytes', { id: 'load.fetch' });
    case 'parseMs':
      return msg('Reading the file', { id: 'load.parse' });
    case 'quantizeMs':
      return msg('Making the level', { id: 'load.quantize' });
    case 'compileMs':
      return msg('Preparing the engine', { id: 'load.compile' });
    case 'warmupMs':
      return msg('First evaluation', { id: 'load.warmup' });
    case 'workerStartMs':
      return msg('Starting the worker', { id: 'load.worker' });
    case 'otherMs':
      return msg('Other', { id: 'account.other' });
  }
}

export function originLabel(origin: LoadOrigin): string {
  switch (origin) {
    case 'network':
      return msg('from the network', { id: 'load.from-network' });
    case 'storage':
      return msg('from storage on this device', { id: 'load.from-storage' });
    case 'mixed':
      return msg('from network and storage', { id: 'load.from-both' });
  }
}

export function formLabel(form: WeightForm): string {
  switch (form) {
    case 'as-shipped':
      return msg('the file’s own graph', { id: 'form.as-shipped' });
    case 'expanded':
      return msg('expanded to 32-bit', { id: 'form.expanded' });
    case 'halves':
      return msg('16-bit', { id: 'form.halves' });
    case 'blocks':
      return msg('quantized blocks', { id: 'form.blocks' });
    case 'blocks-and-offset':
      return msg('quantized blocks and offsets', { id: 'form.blocks-and-offset' });
    case 'dynamic-int8':
      return msg('8-bit activations', { id: 'form.dynamic-int8' });
  }
}

const shownLoadParts: readonly LoadPart[] = [
  'workerStartMs',
  'fetchMs',
  'parseMs',
  'quantizeMs',
  'compileMs',
  'warmupMs',
  'otherMs',
];

function loadGroup(load: LoadFigures): DetailGroup {
  return {
    title: msg(str`Load, ${originLabel(load.origin)}`, { id: 'details.load' }),
    rows: [
      row(msg('Load', { id: 'details.load-total' }), duration(load.loadMs)),
      ...shownLoadParts.map((part) => row(loadPartLabel(part), duration(load[part]))),
    ],
  };
}

function speedGroup(figures: AnswerFigures & Partial<PageFigures>): DetailGroup {
  const gaps = figures.tokenGapMs;
  const gap = (name: 'p50' | 'p95' | 'p99' | 'max'): Figure =>
    'notMeasurable' in gaps ? gaps : gaps[name];
  return {
    title: msg('Speed', { id: 'details.speed' }),
    rows: [
      ...pageRow(
        msg('From sending to the first text', { id: 'details.submit-to-text' }),
        figures.submitToFirstTextMs,
        duration,
      ),
      figureRow(msg('First token', { id: 'details.ttft' }), figures.ttftMs, duration),
      ...(figures.thinking
        ? [
            figureRow(
              msg('Thinking', { id: 'details.thinking' }),
              figures.thinking.thinkingMs,
              duration,
            ),
            figureRow(
              msg('First token of the answer', { id: 'details.first-answer' }),
              figures.thinking.firstAnswerMs,
              duration,
            ),
          ]
        : []),
      figureRow(msg('Prefill', { id: 'details.prefill' }), figures.prefillMs, duration),
      figureRow(msg('Prefill rate', { id: 'details.prefill-rate' }), figures.prefillTps, perSecond),
      figureRow(msg('Decode', { id: 'details.decode' }), figures.decodeMs, duration),
      figureRow(msg('Decode rate', { id: 'details.decode-rate' }), figures.decodeTps, perSecond),
      figureRow(msg('Gap, median', { id: 'details.gap-p50' }), gap('p50'), duration),
      figureRow(msg('Gap, 95 %', { id: 'details.gap-p95' }), gap('p95'), duration),
      figureRow(msg('Gap, 99 %', { id: 'details.gap-p99' }), gap('p99'), duration),
      figureRow(msg('Gap, longest', { id: 'details.gap-max' }), gap('max'), duration),
    ],
  };
}

const tokenGroup = (figures: AnswerFigures): DetailGroup => ({
  title: msg('Tokens', { id: 'details.tokens' }),
  rows: [
    row(msg('Prompt', { id: 'details.prompt-tokens' }), number(figures.promptTokens)),
    row(
      msg('Of these in the cache', { id: 'details.cached-tokens' }),
      number(figures.cachedTokens),
    ),
    row(
      msg('Written, end included', { id: 'details.sampled-tokens' }),
      number(figures.sampledTokens),
    ),
    ...(figures.thinking
      ? [
          row(
            msg('Of these thinking', { id: 'details.thinking-tokens' }),
            number(figures.thinking.tokens),
          ),
          row(
            msg('Of these the answer', { id: 'details.answer-tokens' }),
            number(figures.sampledTokens - figures.thinking.tokens),
          ),
        ]
      : []),
  ],
});

function memoryGroup(memory: MemoryAccount, browser: Figure | undefined): DetailGroup {
  const gpu = memory.gpu;
  const bytesOf = (which: 'live' | 'peak'): Figure => ('notMeasurable' in gpu ? gpu : gpu[which]);
  return {
    title: msg('Memory', { id: 'account.memory' }),
    rows: [
      figureRow(msg('Total', { id: 'details.total' }), memory.total, size),
      figureRow(msg('Weights', { id: 'account.weights' }), memory.weights, size),
      figureRow(msg('KV cache', { id: 'account.kv' }), memory.kvCache, size),
      figureRow(msg('Workspace', { id: 'account.workspace' }), memory.workspace, size),
      figureRow(msg('WebAssembly heap, most', { id: 'details.heap' }), memory.heap, size),
      figureRow(msg('GPU buffers now', { id: 'details.gpu-live' }), bytesOf('live'), size),
      figureRow(msg('GPU buffers, most', { id: 'details.gpu-peak' }), bytesOf('peak'), size),
      ...pageRow(
        msg('Whole page, by the browser', { id: 'details.browser-memory' }),
        browser,
        size,
      ),
    ],
  };
}

const yesNo = (value: boolean): string =>
  value ? msg('yes', { id: 'details.yes' }) : msg('no', { id: 'details.no' });

const samplingLabel = ({ temperature, seed }: Sampling): string =>
  temperature === 0
    ? msg('greedy', { id: 'details.greedy' })
    : msg(str`temperature ${number(temperature, 2)}, seed ${String(seed)}`, {
        id: 'details.sampled-with',
      });

const circumstancesGroup = (
  circumstances: AnswerCircumstances,
  sampling: Sampling,
): DetailGroup => ({
  title: msg('Circumstances', { id: 'details.circumstances' }),
  rows: [
    row(msg('Variant', { id: 'details.variant' }), formatVariant(circumstances.variant)),
    row(msg('Form', { id: 'details.form' }), formLabel(circumstances.form)),
    ...(circumstances.convertedTypes
      ? [
          row(
            msg('Rounded to the nearest kernel form', { id: 'details.converted' }),
            circumstances.convertedTypes.join(', '),
          ),
        ]
      : []),
    row(msg('Threads', { id: 'details.threads' }), number(circumstances.threads)),
    row(msg('Context', { id: 'details.context' }), number(circumstances.contextLength)),
    ...(circumstances.kvCache
      ? [row(msg('Keys and values', { id: 'details.kv' }), kvPrecisionText(circumstances.kvCache))]
      : []),
    ...(circumstances.instructions
      ? [row(instructionsLabel(), instructionsText(circumstances.instructions))]
      : []),
    row(msg('Sampling', { id: 'details.sampling' }), samplingLabel(sampling)),
    row(msg('Page isolated', { id: 'details.isolated' }), yesNo(circumstances.crossOriginIsolated)),
    row(msg('Page was hidden', { id: 'details.hidden' }), yesNo(circumstances.pageWasHidden)),
  ],
});

export const kvPrecisionText = (precision: KvPrecision): string =>
  precision === 'f32' ? msg('32-bit', { id: 'kv.f32' }) : msg('8-bit', { id: 'kv.int8' });

/** Mean time of each kernel in a decode step; of those that read weights, the rate and its share of the memory's. */
const profileGroup = ({ steps, bandwidth, kernels }: DecodeProfile): DetailGroup => ({
  title: msg(str`Kernels, mean of ${number(steps)} steps`, { id: 'details.kernels' }),
  rows: kernels
    .filter(({ stepMs }) => stepMs > 0)
    .map(({ kernel, stepMs, weightBytes }) => {
      const time = `${number(stepMs, 3)} ms`;
      const read = (1000 * weightBytes) / stepMs;
      const text = `${time}, ${number(read / 1e9, 1)} GB/s`;
      const share = number((100 * read) / bandwidth);
      return row(
        kernel,
        weightBytes === 0
          ? time
          : msg(str`${text}, ${share} % of memory`, { id: 'details.kernel' }),
      );
    }),
});

/** Every figure of one answer, in groups. */
export const answerDetails = ({
  figures,
  circumstances,
  sampling,
  profile,
}: {
  readonly figures: AnswerFigures & Partial<PageFigures>;
  readonly circumstances: AnswerCircumstances | null;
  readonly sampling: Sampling;
  readonly profile?: DecodeProfile | undefined;
}): readonly DetailGroup[] => [
  speedGroup(figures),
  memoryGroup(figures.memory, figures.browserMemory),
  loadGroup(figures.load),
  tokenGroup(figures),
  ...(circumstances ? [circumstancesGroup(circumstances, sampling)] : []),
  ...(profile && profile.steps > 0 ? [profileGroup(profile)] : []),
];
