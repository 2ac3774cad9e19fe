import { parseLevel, type LevelId } from '../../core/levels.ts';
import { isLayerMatrix, llamaShapes } from '../llama-shapes.ts';
import type { LlamaConfig } from '../weights.ts';

/**
 * With more than about this many weights a search takes more than 2 s: some 0.1 us a weight on one core of a
 * processor of 2023.
 */
const slowWeights = 15e6;

/**
 * Whether a level takes seconds to make: it is calibrated, or its weights are searched and many.
 *
 * @param least searched weights from which on it does
 */
export function isSlowToMake(config: LlamaConfig, level: LevelId, least = slowWeights): boolean {
  const { format, method, headBits } = parseLevel(level);
  if (method === 'gptq') return true;
  const isSearched = format === 'q4i' || format === 'q3' || format === 'q2';
  let searched = 0;
  for (const [name, [rows = 0, columns]] of llamaShapes(config)) {
    const counts = isLayerMatrix(name) ? isSearched : headBits === 4;
    if (columns !== undefined && counts) searched += rows * columns;
  }
  return searched > least;
}
