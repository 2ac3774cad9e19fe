import type { LevelId } from '../../core/levels.ts';
import { llamaShapes } from '../llama-shapes.ts';
import type { LlamaConfig } from '../weights.ts';

/** A level's weights as stored: quants, scales and offsets. */
export interface LevelSize {
  /** Numbers that the model has learned; a tied head counts once. */
  readonly parameters: number;
  /** All tensors of the file: weights, norms, and the tables of the rotary embedding. */
  readonly bytes: number;
  /** Of the layers' matrices, without embedding and head. */
  readonly linearBitsPerWeight: number;
  /** `bytes` over all parameters. */
  readonly fileBitsPerWeight: number;
}

/**
 * Exact from shapes. `q4` is taken as the embedded model has it: blocks of 32 with a half-precision
 * scale and offset each, the embedding and the head in 8 bits.
 */
export function levelSize(config: LlamaConfig, level: LevelId): LevelSize {
  let parameters = 0;
  let bytes = rotaryTableBytes(config);
  let linearWeights = 0;
  let linearBytes = 0;
  for (const [name, [rows = 0, columns]] of llamaShapes(config)) {
    const count = rows * (columns ?? 1);
    parameters += count;
    if (columns === undefined) {
      bytes += 4 * count;
      continue;
    }
    const isLinear = name.startsWith('model.layers.');
    const stored = matrixBytes(level, isLinear, rows, columns);
    bytes += stored;
    if (!isLinear) continue;
    linearWeights += count;
    linearBytes += stored;
  }
  return {
    parameters,
    bytes,
    linearBitsPerWeight: (8 * linearBytes) / linearWeights,
    fileBitsPerWeight: (8 * bytes) / parameters,
  };
}

/** Cosines and sines, 32 bits each. */
export const rotaryTableBytes = ({ contextLength, headSize }: LlamaConfig): number =>
  2 * 4 * contextLength * (headSize / 2);

function matrixBytes(level: LevelId, isLinear: boolean, rows: number, columns: number): number {
  const count = rows * columns;
  const blocks = count / 32;
  const blocks8 = count + 2 * blocks;
  switch (level) {
    case 'fp32':
      return 4 * count;
    case 'q8':
      return blocks8;
    case 'q4':
      return isLinear ? count / 2 + 4 * blocks : blocks8;
    case 'int8':
      return count + 4 * rows;
  }
}
