import type { EventSink, ModelSource } from '../../core/contract.ts';
import { asFeatherweightError, fail, FeatherweightError } from '../../core/errors.ts';
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
import { bytesSource } from '../../models/byte-source.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../models/weights.ts';
import { epochNow } from '../clock.ts';
import { openStoredModel } from '../import/open-stored-model.ts';
import { weightsAt } from '../import/stored-model.ts';
import { HubFolder } from '../load/hub-folder.ts';
import { calibrator } from '../load/calibrator.ts';
import { levelsDigest } from '../load/level-options.ts';
import { LevelStore, levelFileName } from '../load/level-store.ts';
import { makeLevel, type MakeLevelOptions } from '../load/make-level.ts';
import { getModelFiles } from '../load/model-files.ts';
import { openInstalledFiles } from '../load/installed-files.ts';
import { StageClock } from '../load/stage-clock.ts';
import { exportFiles } from './export-files.ts';
import { findings } from './findings.ts';

/** The worker's side of `ModelWorkApi`. Plain, so that tests call it without a worker. */
export class LibraryHost implements ModelWorkApi {
  recognise(files: readonly OfferedFile[]): Promise<readonly Finding[]> {
    return told(() => findings(files.map(({ path, data }) => [path, data])));
  }

  describe(source: ModelSource): Promise<Described> {
    return told(async () => {
      const found = await findings(await openInstalledFiles(source));
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
    return told(async () => {
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
    return told(async () => {
      const { folder, weights } = await open(source, level);
      const options = workOptions(source, folder, onEvents);
      const isOwn = level === source.shippedLevel;
      const levelled = isOwn ? weights : await makeLevel(weights, level, options);
      return exportFiles({ weights: levelled, folder, level, form, isOwn }, options.progress);
    });
  }
}

interface Opened {
  readonly folder: HubFolder;
  readonly weights: ModelWeights;
}

async function open(source: ModelSource, level: LevelId): Promise<Opened> {
  const clock = new StageClock(epochNow(), epochNow(), () => undefined);
  const never = new AbortController().signal;
  const { files } = await getModelFiles(source, clock, () => undefined, never);
  const stored = await openStoredModel(source, files);
  if (stored) {
    const folder = new HubFolder(source, new Map([...files, ...stored.hubFiles]));
    return { folder, weights: weightsAt(stored, level) };
  }
  const folder = new HubFolder(source, files);
  const { model, beside } = folder.graph();
  const weights = await readOnnx(bytesSource(model), source.graph, (location) => {
    const data = beside.get(location);
    return data
      ? Promise.resolve(bytesSource(data))
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

/** Anything that isn't catalogued is told as `internal`. */
async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asFeatherweightError(error);
  }
}
