import type { EventSink, ModelSource } from '../../core/contract.ts';
import { asFeatherweightError } from '../../core/errors.ts';
import { modelFormatOf } from '../../core/model-store.ts';
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
import { epochNow } from '../clock.ts';
import { HubFolder } from '../load/hub-folder.ts';
import { calibrator } from '../load/calibrator.ts';
import { levelsDigest } from '../load/level-options.ts';
import { LevelStore, levelFileName } from '../load/level-store.ts';
import { makeLevel, type MakeLevelOptions } from '../load/make-level.ts';
import { openModel, type ModelParts } from '../load/model-parts.ts';
import { openWeights } from '../load/open-weights.ts';
import { StageClock } from '../load/stage-clock.ts';
import { exportFiles } from './export-files.ts';
import { factsOf } from './facts.ts';
import { recognise } from './recognise.ts';

/** The worker's side of `ModelWorkApi`. Plain, so that tests call it without a worker. */
export class LibraryHost implements ModelWorkApi {
  recognise(files: readonly OfferedFile[]): Promise<readonly Finding[]> {
    return told(() => recognise(files));
  }

  describe(source: ModelSource): Promise<Described> {
    return told(async () => {
      const { parts } = await open(source);
      const { facts, shippedLevel, missing, unreadable } = await factsOf(source, parts);
      const format = modelFormatOf(source.graph);
      return {
        update: { facts, shippedLevel, format, main: source.graph },
        missing,
        ...(unreadable && { unreadable }),
      };
    });
  }

  madeLevels(): Promise<readonly MadeLevel[]> {
    return told(async () => (await (await LevelStore.open())?.list()) ?? []);
  }

  makeLevel(
    { source, level }: LevelRequest,
    onEvents: EventSink<WorkProgress>,
  ): Promise<void> {
    return told(async () => {
      const { folder, parts } = await open(source);
      const weights = await openWeights(source, folder, parts);
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
      const { folder, parts } = await open(source);
      const weights = await openWeights(source, folder, parts);
      const options = workOptions(source, folder, onEvents);
      const isOwn = level === source.shippedLevel;
      const levelled = isOwn ? weights : await makeLevel(weights, level, options);
      return exportFiles({ weights: levelled, folder, level, form, isOwn }, options.progress);
    });
  }
}

async function open(
  source: ModelSource,
): Promise<{ readonly folder: HubFolder; readonly parts: ModelParts }> {
  const clock = new StageClock(epochNow(), epochNow(), () => undefined);
  const never = new AbortController().signal;
  const { parts } = await openModel(source, clock, () => undefined, never);
  return { folder: new HubFolder(source, parts.files), parts };
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
