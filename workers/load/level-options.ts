import type { LoadEvent, ModelSource } from '../../core/contract.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import type { StopSignal } from '../stop-signal.ts';
import { calibrator } from './calibrator.ts';
import type { MakeLevelOptions } from './make-level.ts';

/**
 * How a load makes its level: told as events, stopped by the request's signal, kept under the hashes
 * of the files that hold the weights.
 */
export const levelOptions = (
  source: ModelSource,
  tokenizer: ChatTokenizer,
  stop: StopSignal,
  emit: (event: LoadEvent) => void,
): MakeLevelOptions => ({
  progress: (done, total) => emit({ type: 'tensors', done, total }),
  stop: async () => {
    await stop.breathe();
    return stop.stopped;
  },
  calibrate: calibrator(tokenizer),
  source: { model: source.id, digest: levelsDigest(source) },
});

/** Names the weights by content: the hashes of the files that hold them. */
export function levelsDigest({ graph, files }: ModelSource): string {
  const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
  return files.flatMap(({ path, sha256 }) => (path.startsWith(folder) ? [sha256] : [])).join(' ');
}
