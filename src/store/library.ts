import { proxy, transferHandlers, wrap, type Remote } from 'comlink';
import { sendErrorsWhole } from '../../core/comlink-errors.ts';
import type { ConversionError } from '../../core/conversion.ts';
import type { ModelSource } from '../../core/contract.ts';
import { asFeatherweightError, fail } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import { aliveMessage } from '../../core/liveness.ts';
import type {
  Described,
  ExportedFile,
  ExportRequest,
  Finding,
  LevelRequest,
  MadeLevel,
  ModelWorkApi,
  OfferedFile,
  WorkProgress,
} from '../../core/model-work.ts';

sendErrorsWhole(transferHandlers);

export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
}

/** Work on models' files beside the engines. Every call rejects with `cancelled` on abort. */
export interface Library {
  recognise(files: readonly OfferedFile[], options?: WorkOptions): Promise<readonly Finding[]>;
  describe(source: ModelSource, options?: WorkOptions): Promise<Described>;
  madeLevels(): Promise<readonly MadeLevel[]>;
  makeLevel(request: LevelRequest, options?: WorkOptions): Promise<void>;
  removeLevel(model: string, level: LevelId): Promise<void>;
  exportModel(request: ExportRequest, options?: WorkOptions): Promise<readonly ExportedFile[]>;
  conversionErrors(source: ModelSource, options?: WorkOptions): Promise<readonly ConversionError[]>;
}

/** Each call has a worker of its own, which ends with it: stopping is ending it. */
export const createLibrary = (): Library => ({
  recognise: (files, options) => inWorker(options, (api) => api.recognise(files)),
  describe: (source, options) => inWorker(options, (api) => api.describe(source)),
  madeLevels: () => inWorker({}, (api) => api.madeLevels()),
  makeLevel: (request, options) => inWorker(options, (api, sink) => api.makeLevel(request, sink)),
  removeLevel: (model, level) => inWorker({}, (api) => api.removeLevel(model, level)),
  exportModel: (request, options) =>
    inWorker(options, (api, sink) => api.exportModel(request, sink)),
  conversionErrors: (source, options) =>
    inWorker(options, (api, sink) => api.conversionErrors(source, sink)),
});

type Sink = Parameters<ModelWorkApi['makeLevel']>[1];

async function inWorker<T>(
  { signal, onProgress }: WorkOptions = {},
  run: (api: Remote<ModelWorkApi>, sink: Sink) => Promise<T>,
): Promise<T> {
  if (signal?.aborted) throw fail('cancelled', {});
  const name = `featherweight-library-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  const worker = new Worker(new URL('../../workers/library.worker.ts', import.meta.url), {
    type: 'module',
    name,
  });
  const ended = new Promise<never>((_, reject) => {
    const died = (cause: string): void =>
      reject(fail('worker-died', { stage: 'idle' }, new Error(cause)));
    worker.addEventListener('error', ({ message }) => died(message || 'the script failed'));
    worker.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (data === aliveMessage) void navigator.locks.request(name, () => died('the worker ended'));
    });
    signal?.addEventListener('abort', () => reject(fail('cancelled', {})), { once: true });
  });
  ended.catch(() => undefined);
  const sink: Sink = (events) => {
    const last = events.at(-1);
    if (last) onProgress?.(last);
  };
  try {
    return await Promise.race([run(wrap<ModelWorkApi>(worker), proxy(sink)), ended]);
  } catch (thrown) {
    throw asFeatherweightError(thrown);
  } finally {
    worker.terminate();
  }
}
