import { proxy, type Remote } from 'comlink';
import type { ConversionError } from '../../core/conversion.ts';
import type { ModelSource } from '../../core/contract.ts';
import { asFeatherweightError, fail } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
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
import { LiveWorker } from '../bridge/live-worker.ts';

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
  const worker = new LiveWorker<ModelWorkApi>(
    'library',
    (name) =>
      new Worker(new URL('../../workers/library.worker.ts', import.meta.url), {
        type: 'module',
        name,
      }),
    (cause) => fail('worker-died', { stage: 'idle' }, cause),
  );
  const end = (): void => worker.terminate(fail('cancelled', {}));
  signal?.addEventListener('abort', end);
  const sink: Sink = (events) => {
    const last = events.at(-1);
    if (last) onProgress?.(last);
  };
  try {
    return await worker.race(run(worker.api, proxy(sink)));
  } catch (thrown) {
    throw asFeatherweightError(thrown);
  } finally {
    signal?.removeEventListener('abort', end);
    end();
  }
}
