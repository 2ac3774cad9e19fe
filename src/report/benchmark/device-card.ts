import { msg, str } from '@lit/localize';
import { testName, type BenchmarkResult, type MeasuredRow } from '../../../core/bench-result.ts';
import { localScore } from '../../../core/metrics/local-score.ts';
import { mean } from '../../../core/statistics.ts';
import { dateOnly, megabytes, number, rate } from '../../i18n/format.ts';
import type { CardBar, CardFigure, DeviceCard } from './card-picture.ts';
import { bandwidthText, browserText, coresText, gpuText } from './circumstances.ts';
import { headlineOf, measuredRows, rowsByVariant } from './headline.ts';
import { rateText } from './rate-text.ts';
import { shareView } from './result-rows.ts';
import { engineWithThreads, modelName } from './subject-text.ts';
import { recordOf } from './variant-record.ts';

/** What the card of one of a result's variants says; `undefined` where it has no measured test. */
export function deviceCard(result: BenchmarkResult, key: string): DeviceCard | undefined {
  const rows = rowsByVariant(measuredRows(result)).get(key);
  if (!rows) return undefined;
  const [first] = rows;
  const { prompt, decode } = headlineOf(rows);
  const main = [prompt, decode].filter((row) => row !== undefined);
  const both = rows.filter(({ n_prompt, n_gen }) => n_prompt > 0 && n_gen > 0);
  const figures =
    main.length > 0
      ? main.map(rateFigure)
      : [...pairFigures(both), ...scoreFigure(rows)].slice(0, 2);
  const { circumstances } = result;
  const record = recordOf(result, first);
  const gpu = first.engine === 'webgpu' ? (record?.gpu ?? circumstances.gpu) : circumstances.gpu;
  return {
    heading: modelName(first.model),
    variant: [
      first.level,
      `${megabytes(first.model_size)} MB`,
      engineWithThreads(first.engine, first.n_threads),
    ].join(', '),
    figures,
    ...barsOf(rows.filter((row) => !main.includes(row))),
    device: [
      { label: msg('Browser', { id: 'bench.browser' }), value: browserText(circumstances) },
      { label: msg('System', { id: 'bench.system' }), value: circumstances.os },
      { label: msg('Processor', { id: 'bench.processor' }), value: coresText(circumstances.cores) },
      first.engine === 'webgpu' || typeof record?.bandwidth !== 'number'
        ? { label: 'WebGPU', value: gpuText(gpu) }
        : {
            label: msg('Memory bandwidth', { id: 'bench.bandwidth' }),
            value: bandwidthText(record.bandwidth),
          },
    ],
    notes: notesOf(rows),
    date: dateOnly(Date.parse(result.startedAt)),
    footer: [
      msg('± is one standard deviation.', { id: 'bench.card-spread' }),
      `Featherweight ${circumstances.appVersion}${circumstances.appCommit === '' ? '' : ` (${circumstances.appCommit})`}`,
    ].join(' '),
  };
}

function rateFigure(row: MeasuredRow): CardFigure {
  const text = rateText(row);
  const share = row.limit_share ? shareView(row.limit_share) : undefined;
  const name = testName(row);
  return {
    label:
      row.n_prompt > 0
        ? msg(str`Prefill, ${name}`, { id: 'bench.card-prompt' })
        : msg(str`Decode, ${name}`, { id: 'bench.card-decode' }),
    value: text.mean,
    spread: text.spread,
    unit: 'tok/s',
    share: share && { text: share.text, fraction: share.fraction },
  };
}

/** Of tests that read and write in one: the mean of their decode rates. */
function pairFigures(rows: readonly MeasuredRow[]): readonly CardFigure[] {
  if (rows.length === 0) return [];
  const tests = number(rows.length);
  const rates = rows.map(({ gen_ts, samples_ts }) => mean(gen_ts.length > 0 ? gen_ts : samples_ts));
  return [
    {
      label: msg(str`Decode, mean of ${tests} tests`, { id: 'bench.card-decode-mean' }),
      value: rate(mean(rates)),
      spread: '',
      unit: 'tok/s',
      share: undefined,
    },
  ];
}

/** Named as the formula on this model: published scores are of other models, and none is compared. */
function scoreFigure(rows: readonly MeasuredRow[]): readonly CardFigure[] {
  const score = localScore(rows);
  const [first] = rows;
  if (!score || !first) return [];
  return [
    {
      label: msg(str`LocalScore formula on ${modelName(first.model)}`, { id: 'bench.local-score' }),
      value: number(score.score),
      spread: '',
      unit: '',
      share: undefined,
    },
  ];
}

function barsOf(rows: readonly MeasuredRow[]): Pick<DeviceCard, 'bars' | 'barsTitle'> {
  const shown = rows.slice(0, 5);
  const most = Math.max(...shown.map(({ avg_ts }) => avg_ts), 0);
  return {
    barsTitle: msg('Further tests, tok/s', { id: 'bench.card-further' }),
    bars: shown.map((row): CardBar => {
      const { mean, spread } = rateText(row);
      return { label: testName(row), value: `${mean} ${spread}`.trim(), length: row.avg_ts / most };
    }),
  };
}

function notesOf(rows: readonly MeasuredRow[]): readonly string[] {
  const marks = new Set(rows.flatMap((row) => row.marks.map(({ kind }) => kind)));
  return [
    ...(marks.has('hidden')
      ? [msg('The page was hidden meanwhile.', { id: 'bench.card-hidden' })]
      : []),
    ...(marks.has('drift') || marks.has('throttled')
      ? [msg('Other work or heat disturbed it.', { id: 'bench.card-disturbed' })]
      : []),
  ];
}
