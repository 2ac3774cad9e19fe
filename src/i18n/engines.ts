import { msg, str } from '@lit/localize';
import type { ThreadSupport } from '../../core/threads.ts';
import { engineIds, type EngineId } from '../../core/variant.ts';
import type { ChoiceReason, EngineMeasurement, EngineOption } from '../app/engine-choice.ts';
import { counted, number, rate } from './format.ts';

export function engineName(engine: EngineId): string {
  switch (engine) {
    case 'simd':
      return 'SIMD';
    case 'wasm':
      return 'WASM';
    case 'webgpu':
      return 'WebGPU';
  }
}

export function engineDescription(engine: EngineId): string {
  switch (engine) {
    case 'simd':
      return msg('our own kernels on the CPU: the fastest here', {
        id: 'engine.simd',
      });
    case 'wasm':
      return msg('onnxruntime on the CPU', { id: 'engine.wasm' });
    case 'webgpu':
      return msg('onnxruntime on the GPU', { id: 'engine.webgpu' });
  }
}

/** Why an engine can't be chosen. */
export function obstacleText(obstacle: NonNullable<EngineOption['disabled']>): string {
  switch (obstacle) {
    case 'no-webgpu':
      return msg('this browser offers no WebGPU adapter', { id: 'picker.no-webgpu' });
    case 'insecure':
      return msg('needs a secure address', { id: 'picker.insecure' });
    case 'level':
      return msg('does not run this level', { id: 'picker.not-this-level' });
    case 'model':
      return msg('does not know this model’s layers', { id: 'picker.not-this-model' });
  }
}

export const threadsText = (threads: number): string =>
  counted(
    threads,
    () => msg('1 thread', { id: 'threads.one' }),
    () => msg(str`${number(threads)} threads`, { id: 'threads.other' }),
  );

/** The sentence that stands beside the picker: why this engine runs. */
export function choiceText(engine: EngineId, reason: ChoiceReason): string {
  const name = engineName(engine);
  switch (reason.kind) {
    case 'overridden':
      return msg(str`Runs on ${name} because you chose it.`, { id: 'choice.overridden' });
    case 'webgpu-unavailable':
      return webgpuUnavailableText(name, reason.reason);
    case 'webgpu-software':
      return msg(
        str`Runs on ${name} because this browser’s WebGPU adapter is software: it computes on the CPU, slowly.`,
        { id: 'choice.software' },
      );
    case 'webgpu-unmeasured':
      return msg(str`Runs on ${name} until both engines have been measured on this device.`, {
        id: 'choice.unmeasured',
      });
    case 'only-engine':
      return msg(str`Runs on ${name}, the only engine for this level.`, {
        id: 'choice.only-engine',
      });
    case 'simd-unsupported':
      return msg(
        str`Runs on ${name} because the SIMD engine can’t run this model (${reason.detail}).`,
        {
          id: 'choice.simd-unsupported',
        },
      );
    case 'measured':
      return msg(
        str`Runs on ${name}, the faster one here: ${ratesText(reason.rates)} tok/s in a short decode.`,
        { id: 'choice.measured' },
      );
  }
}

const ratesText = (rates: EngineMeasurement): string =>
  engineIds
    .flatMap((engine) => {
      const measured = rates[engine];
      return measured === undefined ? [] : [`${engineName(engine)} ${rate(measured)}`];
    })
    .join(', ');

function webgpuUnavailableText(name: string, reason: 'no-api' | 'no-adapter' | 'insecure'): string {
  switch (reason) {
    case 'no-api':
      return msg(str`Runs on ${name} because this browser has no WebGPU.`, {
        id: 'choice.no-api',
      });
    case 'no-adapter':
      return msg(str`Runs on ${name} because this browser offers no WebGPU adapter.`, {
        id: 'choice.no-adapter',
      });
    case 'insecure':
      return msg(str`Runs on ${name} because browsers give WebGPU to secure addresses only.`, {
        id: 'choice.insecure',
      });
  }
}

/** How many threads run, and what the device has. */
export const threadsReason = (threads: number, cores: number, support: ThreadSupport): string =>
  support === 'available'
    ? counted(
        threads,
        () => msg(str`1 thread of ${number(cores)} logical processors.`, { id: 'choice.thread' }),
        () =>
          msg(str`${number(threads)} threads of ${number(cores)} logical processors.`, {
            id: 'choice.threads',
          }),
      )
    : oneThreadText(support);

/** Why no more than one thread runs. */
export function oneThreadText(support: Exclude<ThreadSupport, 'available'>): string {
  switch (support) {
    case 'not-isolated':
      return msg('The page is not isolated, so one thread runs.', { id: 'settings.threads-one' });
    case 'no-shared-memory':
      return msg('This browser shares no memory between threads, so one thread runs.', {
        id: 'settings.threads-not-shared',
      });
  }
}
