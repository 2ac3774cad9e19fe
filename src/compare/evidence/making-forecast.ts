import { parseLevel, type LevelId, type LevelMethod } from '../../../core/levels.ts';
import type { MakingProgress } from '../../bridge/engine.ts';
import { makingLeft } from '../../bridge/load-progress.ts';

/** A time still needed, ms; `isLeast` where something can't be told yet, so that it is at least this. */
export interface Forecast {
  readonly ms: number;
  readonly isLeast: boolean;
}

/**
 * How long a measuring still makes levels: the one under way, and those that wait to be made, each by what one
 * of its method took before. A method that none was made by yet can't be told.
 */
export class MakingForecast {
  readonly #waiting: Set<LevelId>;
  /** What a level of a method takes, ms, by the latest. */
  readonly #costs = new Map<LevelMethod, number>();
  #current: { readonly level: LevelId; readonly left: number | null } | null = null;

  /** @param toMake levels that are made when they are first loaded */
  constructor(toMake: readonly LevelId[]) {
    this.#waiting = new Set(toMake);
  }

  /** A level is being loaded; `making` while it is made. */
  loading(level: LevelId, making: MakingProgress | undefined): void {
    if (!making) return;
    const left = makingLeft(making);
    this.#current = { level, left };
    if (left === null) return;
    const { share, at, first } = making;
    this.#costs.set(parseLevel(level).method, (at - first.at) / (share - first.share));
  }

  /** A level is loaded, or will not be: it needs no making any more. */
  settled(level: LevelId): void {
    this.#waiting.delete(level);
    if (this.#current?.level === level) this.#current = null;
  }

  get left(): Forecast {
    let ms = this.#current?.left ?? 0;
    let isLeast = this.#current !== null && this.#current.left === null;
    for (const level of this.#waiting) {
      if (level === this.#current?.level) continue;
      const cost = this.#costs.get(parseLevel(level).method);
      if (cost === undefined) isLeast = true;
      else ms += cost;
    }
    return { ms, isLeast };
  }
}
