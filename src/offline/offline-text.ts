import { msg, str } from '@lit/localize';
import type { RuntimeEngine } from '../service-worker/contract.ts';
import { size } from '../i18n/format.ts';
import type { NoWorker, OfflineState, RuntimeState } from './offline.ts';

const isMissing = ({ missingBytes }: RuntimeState): boolean => missingBytes > 0;

/** What works and what doesn't while there is no network. */
export function withoutNetworkText(state: OfflineState): string {
  if (state.kind !== 'kept')
    return msg(
      'The network is off. This page works on until it is closed or reloaded: the app is not kept on this device.',
      { id: 'offline.page-only' },
    );
  const missing = state.runtimes.filter(isMissing);
  const [first] = missing;
  if (!first)
    return msg('The network is off. Everything here works without it.', {
      id: 'offline.everything-works',
    });
  if (missing.length > 1)
    return msg(
      'The network is off. All screens work on with what is on this device; the engines wasm and webgpu were not kept and can’t start.',
      { id: 'offline.no-engines' },
    );
  return msg(
    str`The network is off. All screens work on with what is on this device; the engine ${first.engine} was not kept and can’t start.`,
    { id: 'offline.no-engine' },
  );
}

/** Why nothing is kept. */
export function noWorkerText(reason: NoWorker): string {
  switch (reason) {
    case 'not-built':
      return msg('The development server keeps nothing offline.', { id: 'offline.not-built' });
    case 'insecure':
      return msg(
        'This address is not secure, so the browser keeps no app for it. Serve the page over HTTPS, or open it as localhost.',
        { id: 'offline.insecure' },
      );
    case 'no-api':
    case 'refused':
      return msg(
        'This browser or window keeps no apps (private windows often don’t). Everything works while the network is there.',
        { id: 'offline.refused' },
      );
  }
}

const runtimeName = (engine: RuntimeEngine): string =>
  engine === 'wasm'
    ? msg('onnxruntime for the CPU', { id: 'offline.runtime-wasm' })
    : msg('onnxruntime for the GPU', { id: 'offline.runtime-webgpu' });

/** A row of what is kept: what it is, how large, and whether it is here. */
export interface KeptRow {
  readonly name: string;
  readonly size: string;
  readonly kept: boolean;
}

export const keptRows = (state: Extract<OfflineState, { kind: 'kept' }>): readonly KeptRow[] => [
  {
    name: msg('App and SIMD engine', { id: 'offline.shell' }),
    size: size(state.shellBytes),
    kept: true,
  },
  ...state.runtimes.map((runtime) => ({
    name: runtimeName(runtime.engine),
    size: size(runtime.bytes),
    kept: !isMissing(runtime),
  })),
];
