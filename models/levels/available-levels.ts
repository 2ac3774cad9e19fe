import { levelIds, parseLevel, type LevelId } from '../../core/levels.ts';
import type { LlamaConfig } from '../weights.ts';
import { levelBlockSize } from './at-level.ts';

/**
 * Why a level can't be made from a model's weights:
 * - `not-shipped`: `q4` is the file's own or absent
 * - `columns`: rows of `columns` weights don't fall into blocks of 32
 */
export type LevelObstacle =
  { readonly kind: 'not-shipped' } | { readonly kind: 'columns'; readonly columns: number };

/** `undefined` where the level can be made from weights of `shipped`. */
export function levelObstacle(
  config: LlamaConfig,
  shipped: LevelId,
  level: LevelId,
): LevelObstacle | undefined {
  const { format, headBits } = parseLevel(level);
  if (format === 'q4' && parseLevel(shipped).format !== 'q4') return { kind: 'not-shipped' };
  if (level === shipped) return undefined;
  const { hiddenSize, intermediateSize, heads, headSize } = config;
  const isCut = format === 'q8' || format === 'q4i' || format === 'q3' || format === 'q2';
  const widths = isCut ? [hiddenSize, intermediateSize, heads * headSize] : [];
  if (headBits === 4) widths.push(hiddenSize);
  const columns = widths.find((width) => width % levelBlockSize !== 0);
  return columns === undefined ? undefined : { kind: 'columns', columns };
}

/** Levels that can be made from weights of `shipped`, by weight, plain before calibrated. */
export const availableLevels = (config: LlamaConfig, shipped: LevelId): readonly LevelId[] =>
  levelIds.filter((level) => levelObstacle(config, shipped, level) === undefined);
