import { msg, str } from '@lit/localize';
import type { BenchCircumstances, BenchVariantRecord } from '../../../core/bench-result.ts';
import type { GpuDescription } from '../../../core/contract.ts';
import { counted, dateTime, duration, number } from '../../i18n/format.ts';
import { instructionsLabel, instructionsText } from '../instructions-text.ts';
import { engineWithThreads } from './subject-text.ts';

export interface Fact {
  readonly label: string;
  readonly value: string;
}

const yesNo = (yes: boolean): string =>
  yes ? msg('yes', { id: 'details.yes' }) : msg('no', { id: 'details.no' });

export const browserText = ({ browser, browserVersion }: BenchCircumstances): string =>
  [browser, browserVersion].filter((part) => part !== '').join(' ');

export const gpuText = (gpu: GpuDescription | null): string => {
  if (!gpu) return msg('no adapter', { id: 'bench.no-adapter' });
  const name =
    gpu.description === ''
      ? [gpu.vendor, gpu.architecture].filter((part) => part !== '').join(' ')
      : gpu.description;
  const shown = name === '' ? msg('an adapter without a name', { id: 'bench.nameless' }) : name;
  return gpu.isFallback ? msg(str`${shown}, software`, { id: 'bench.software-gpu' }) : shown;
};

export const coresText = (cores: number): string =>
  counted(
    cores,
    () => msg('1 logical processor', { id: 'bench.core' }),
    () => msg(str`${number(cores)} logical processors`, { id: 'bench.cores' }),
  );

/** Bytes per second as GB/s. */
export const bandwidthText = (bytesPerSecond: number): string =>
  `${number(bytesPerSecond / 1e9, 1)} GB/s`;

/** Multiply-adds per second, in thousands of millions. */
export const computeText = (multiplyAdds: number): string =>
  `${number(multiplyAdds / 1e9, multiplyAdds < 1e10 ? 1 : 0)} G/s`;

/** Under what a run was measured. */
export function circumstanceFacts(
  circumstances: BenchCircumstances,
  startedAt: string,
): readonly Fact[] {
  const { appVersion, appCommit, os, cores, deviceMemory, timerStepMs } = circumstances;
  return [
    { label: msg('Date', { id: 'bench.date' }), value: dateTime(Date.parse(startedAt)) },
    { label: msg('Browser', { id: 'bench.browser' }), value: browserText(circumstances) },
    { label: msg('System', { id: 'bench.system' }), value: os },
    { label: msg('Processor', { id: 'bench.processor' }), value: coresText(cores) },
    {
      label: msg('Memory', { id: 'account.memory' }),
      value:
        deviceMemory === null
          ? msg('not told by this browser', { id: 'bench.memory-unknown' })
          : msg(str`${number(deviceMemory)} GB or more`, { id: 'bench.memory' }),
    },
    { label: 'WebGPU', value: gpuText(circumstances.gpu) },
    {
      label: msg('Page isolated', { id: 'details.isolated' }),
      value: yesNo(circumstances.crossOriginIsolated),
    },
    {
      label: msg('Clock step', { id: 'bench.timer-step' }),
      value: `${number(timerStepMs, 3)} ms`,
    },
    {
      label: msg('Page visible throughout', { id: 'bench.visible' }),
      value: yesNo(circumstances.pageVisible),
    },
    {
      label: msg('Screen kept awake', { id: 'bench.wake-lock' }),
      value: yesNo(circumstances.wakeLock),
    },
    {
      label: 'Featherweight',
      value: appCommit === '' ? appVersion : `${appVersion} (${appCommit})`,
    },
  ];
}

/** What was found about a variant besides its tests: the loads and the device's limits on its threads. */
export function variantFacts(record: BenchVariantRecord): readonly Fact[] {
  const { instructions, coldLoad, warmLoad, bandwidth, multiplyAdds } = record;
  const fact = (label: string, value: string | undefined): readonly Fact[] =>
    value === undefined ? [] : [{ label, value }];
  const ofNull = (value: number | null, text: (value: number) => string): string | undefined =>
    value === null ? undefined : text(value);
  return [
    ...fact(instructionsLabel(), instructions && instructionsText(instructions)),
    ...fact(
      msg('Load from the network', { id: 'bench.cold-load' }),
      coldLoad ? duration(coldLoad.loadMs) : undefined,
    ),
    ...fact(
      warmLoad?.origin === 'network'
        ? msg('Load, nothing kept', { id: 'bench.unkept-load' })
        : msg('Load from storage', { id: 'bench.warm-load' }),
      warmLoad ? duration(warmLoad.loadMs) : undefined,
    ),
    ...fact(msg('Memory bandwidth', { id: 'bench.bandwidth' }), ofNull(bandwidth, bandwidthText)),
    ...fact(
      msg('Integer multiply-adds', { id: 'bench.multiply-adds' }),
      ofNull(multiplyAdds, computeText),
    ),
  ];
}

export const variantRecordName = ({ variant, threads }: BenchVariantRecord): string =>
  `${variant.level}, ${engineWithThreads(variant.engine, threads)}`;
