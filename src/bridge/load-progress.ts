import type { LoadEvent } from '../../core/contract.ts';
import type { EpochMs } from '../../core/units.ts';
import type { LoadProgress } from './engine.ts';

export const initialProgress = (startedAt: EpochMs): LoadProgress => ({
  stage: 'start',
  file: undefined,
  loadedBytes: 0,
  totalBytes: 0,
  origin: undefined,
  tensors: undefined,
  startedAt,
});

/** What is known of a load after `events`. */
export function foldProgress(progress: LoadProgress, events: readonly LoadEvent[]): LoadProgress {
  let folded = progress;
  for (const event of events)
    switch (event.type) {
      case 'stage':
        folded = { ...folded, stage: event.stage };
        break;
      case 'bytes': {
        const { file, loadedBytes, totalBytes, origin } = event;
        folded = { ...folded, file, loadedBytes, totalBytes, origin };
        break;
      }
      case 'tensors':
        folded = { ...folded, tensors: { done: event.done, total: event.total } };
        break;
    }
  return folded;
}
