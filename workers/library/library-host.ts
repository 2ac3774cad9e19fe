import type { ConversionError } from '../../core/conversion.ts';
import type { EventSink, ModelSource } from '../../core/contract.ts';
import { asFeatherweightError, fail, FeatherweightError } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import type { FileData } from '../../core/model-store.ts';
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
import { bytesSource, fileSource, type ByteSource } from '../../models/byte-source.ts';
import { conversionErrors, relativeSquaredError } from '../../models/levels/kernel-form.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../models/weights.ts';
import { epochNow } from '../clock.ts';
import { openStoredModel } from '../import/open-stored-model.ts';
import { formatOfFile, weightsAt } from '../import/stored-model.ts';
import { HubFolder } from '../load/hub-folder.ts';
import { calibrator } from '../load/calibrator.ts';
import { levelsDigest } from '../load/level-options.ts';
import { LevelStore, levelFileName } from '../load/level-store.ts';
import { makeLevel, type MakeLevelOptions } from '../load/make-level.ts';
import { getModelFiles } from '../load/model-files.ts';
import { withModel } from '../store/locks.ts';
import { openInstalled } from '../store/open-storage.ts';
import { StageClock } from '../load/stage-clock.ts';
import { expanded, exportFiles } from './export-files.ts';
import { findings } from './findings.ts';

/** The worker's side of `ModelWorkApi`. Plain, so that tests call it without a worker. */
export class LibraryHost implements ModelWorkApi {
  recognise(files: readonly OfferedFile[]): Promise<readonly Finding[]> {
    return told(() => findings(files.map(({ path, data }) => [path, data])));
  }

  describe(source: ModelSource): Promise<Described> {
    return told(async () => {
      const found = await findings(await installedBlobs(source));
      const own = found.find(
        (each) => each.kind === 'model' && each.model.draft.main === source.graph,
      );
      const finding = own ?? found[0];
      if (finding?.kind === 'refused') throw new FeatherweightError(finding.failure);
      if (!finding) throw fail('model-unsupported', { file: source.graph, reason: 'no model' });
      const { draft, simdObstacle } = finding.model;
      const { facts, shippedLevel, format, main } = draft;
      return {
        update: { facts, format, main, ...(shippedLevel && { shippedLevel }) },
        ...(simdObstacle && { simdObstacle }),
      };
    });
  }

  madeLevels(): Promise<readonly MadeLevel[]> {
    return told(async () => (await (await LevelStore.open())?.list()) ?? []);
  }

  makeLevel({ source, level }: LevelRequest, onEvents: EventSink<WorkProgress>): Promise<void> {
    return toldLocked(source, async () => {
      const { folder, weights } = await open(source, level);
      await makeLevel(weights, level, workOptions(source, folder, onEvents));
    });
  }

  removeLevel(model: string, level: LevelId): Promise<void> {
    return told(async () => {
      await (await LevelStore.open())?.remove(levelFileName(model, level));
    });
  }

  exportModel(
    { source, level, form }: ExportRequest,
    onEvents: EventSink<WorkProgress>,
  ): Promise<readonly ExportedFile[]> {
    return toldLocked(source, async () => {
      const isOwn = level === source.shippedLevel;
      const isGguf = form === 'gguf';
      if (isGguf && isOwn) {
        const own = await ownGguf(source);
        if (own) return [{ path: `${source.id}.gguf`, data: own }];
      }
      // What a file holds is written to a GGUF as it stands; an ONNX graph has what kernels run.
      const { folder, weights } = await open(source, isGguf && isOwn ? undefined : level);
      const options = workOptions(source, folder, onEvents);
      const made = isOwn ? weights : await makeLevel(weights, level, options);
      const levelled = isGguf && !isOwn && level === 'fp32' ? expanded(made) : made;
      return exportFiles({ weights: levelled, folder, level, form }, source.id, options.progress);
    });
  }

  conversionErrors(
    source: ModelSource,
    onEvents: EventSink<WorkProgress>,
  ): Promise<readonly ConversionError[]> {
    return told(async () => {
      const stored = await openStoredModel(source, await filesOf(source));
      if (!stored || stored.convertedTypes.length === 0) return [];
      const { weights, tensorTypes } = stored;
      const errors = await conversionErrors(
        weights,
        (name) => tensorTypes.get(name) ?? '',
        (done, total) => onEvents([{ done, total }]),
      );
      return [...errors].map(([type, error]) => ({
        type,
        relativeSquaredError: relativeSquaredError(error),
      }));
    });
  }
}

async function installedBlobs(
  source: ModelSource,
): Promise<readonly (readonly [string, FileData])[]> {
  const { installed } = source;
  if (!installed) throw fail('internal', { reason: 'the model is not installed' });
  const openFile = await openInstalled(installed);
  return Promise.all(
    source.files.map(async ({ path }) => {
      const file = await openFile(path);
      if (!file) throw fail('model-evicted', { model: source.id, file: path });
      return [path, file] as const;
    }),
  );
}

interface Opened {
  readonly folder: HubFolder;
  readonly weights: ModelWeights;
}

/** The file of an installed GGUF model itself: nothing holds its weights better. */
async function ownGguf(source: ModelSource): Promise<FileData | undefined> {
  if (!source.installed) return undefined;
  const main = await (await openInstalled(source.installed))(source.graph);
  if (!main) return undefined;
  const named = { name: source.graph, source: fileSource(main) };
  return (await formatOfFile(named)) === 'gguf' ? main : undefined;
}

async function filesOf(source: ModelSource): Promise<ReadonlyMap<string, ByteSource>> {
  const clock = new StageClock(epochNow(), epochNow(), () => undefined);
  const never = new AbortController().signal;
  return (await getModelFiles(source, clock, () => undefined, never)).files;
}

/** @param level of which weights are wanted: at the file's own some are rounded to a kernel's form */
async function open(source: ModelSource, level: LevelId | undefined): Promise<Opened> {
  const files = await filesOf(source);
  const stored = await openStoredModel(source, files);
  const folder = await HubFolder.open(source, files, stored?.hubFiles);
  if (stored) return { folder, weights: level ? weightsAt(stored, level) : stored.weights };
  const { model, beside } = await folder.graph();
  const weights = await readOnnx(bytesSource(model), source.graph, (location) => {
    const data = beside.get(location);
    return data
      ? Promise.resolve(data)
      : Promise.reject(fail('model-file-missing', { file: location, status: 404 }));
  });
  return { folder, weights };
}

const workOptions = (
  source: ModelSource,
  folder: HubFolder,
  onEvents: EventSink<WorkProgress>,
): MakeLevelOptions => ({
  progress: (done, total) => onEvents([{ done, total }]),
  // The page ends this worker.
  stop: () => false,
  calibrate: calibrator(folder.tokenizer()),
  source: { model: source.id, digest: levelsDigest(source) },
});

/** As `told`; nobody removes or replaces an installed model meanwhile. @throws catalogued `model-busy` */
const toldLocked = <T>({ id, installed }: ModelSource, run: () => Promise<T>): Promise<T> =>
  told(() => (installed ? withModel(id, 'shared', run) : run()));

/** Anything that isn't catalogued is told as `internal`. */
async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asFeatherweightError(error);
  }
}
