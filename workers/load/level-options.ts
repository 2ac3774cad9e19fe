import type { LoadEvent, ModelSource } from '../../core/contract.ts';
import { parseLevel, type LevelId } from '../../core/levels.ts';
import type { ModelWeights } from '../../models/weights.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import type { StopSignal } from '../stop-signal.ts';
import { calibrator } from './calibrator.ts';
import { LevelProgress } from './level-progress.ts';
import type { MakeLevelOptions } from './make-level.ts';

export interface LevelOptions extends MakeLevelOptions {
  /** Tensors packed for the engine, of how many: goes on where `progress` ends. */
  readonly packProgress: (done: number, total: number) => void;
}

/**
 * How a load makes its level: told as events, stopped by the request's signal, kept under the hashes
 * of the files that hold the weights.
 */
export function levelOptions(
  level: LevelId,
  weights: ModelWeights,
  source: ModelSource,
  tokenizer: ChatTokenizer,
  stop: StopSignal,
  emit: (event: LoadEvent) => void,
): LevelOptions {
  const told = new LevelProgress(emit, weights.names.length);
  const { method } = parseLevel(level);
  return {
    progress: (done, total) => told.make(method, done, total),
    packProgress: (done, total) => told.pack(done, total),
    stop: async () => {
      await stop.breathe();
      return stop.stopped;
    },
    calibrate: calibrator(tokenizer),
    source: { model: source.id, digest: levelsDigest(source) },
  };
}

/** Names the weights by content: the hashes of the files that hold them. */
export function levelsDigest({ graph, files }: ModelSource): string {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  return files.flatMap(({ path, sha256 }) => (path.startsWith(folder) ? [sha256] : [])).join(' ');
}
