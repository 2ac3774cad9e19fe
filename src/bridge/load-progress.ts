import type { LoadEvent } from '../../core/contract.ts';
import { ms, type EpochMs, type Ms } from '../../core/units.ts';
import type { LoadProgress, MakingProgress } from './engine.ts';

export const initialProgress = (startedAt: EpochMs): LoadProgress => ({
  stage: 'start',
  file: undefined,
  loadedBytes: 0,
  totalBytes: 0,
  origin: undefined,
  making: undefined,
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
      case 'making': {
        const { share, at } = event;
        folded = { ...folded, making: { share, at, first: folded.making?.first ?? { share, at } } };
        break;
      }
    }
  return folded;
}

/** What is quicker needs no forecast. */
const leastSpentMs = 2000;

/** How long making a level still takes, by what it has taken so far; `null` until enough was done to tell. */
export function makingLeft({ share, at, first }: MakingProgress): Ms | null {
  const spent = at - first.at;
  const done = share - first.share;
  return spent < leastSpentMs || done <= 0 ? null : ms((spent / done) * (1 - share));
}
