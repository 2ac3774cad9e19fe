import type { LoadProgress, MakingProgress } from '../bridge/engine.ts';
import { makingLeft } from '../bridge/load-progress.ts';
import { number } from '../i18n/format.ts';
import { timeLeftText } from '../i18n/time-left.ts';

/** How far the level of a load is, where that is what it is at. */
export const makingOf = (progress: LoadProgress | null | undefined): MakingProgress | undefined =>
  progress?.stage === 'quantize' ? progress.making : undefined;

/** `34 %, about 2 min left` */
export function makingText(making: MakingProgress): string {
  const left = makingLeft(making);
  const share = `${number(Math.floor(making.share * 100))} %`;
  return left === null ? share : `${share}, ${timeLeftText(left)}`;
}
