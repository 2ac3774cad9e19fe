import { parseLevel, type LevelFormat, type LevelId } from '../../core/levels.ts';
import { isLayerMatrix, llamaShapes } from '../llama-shapes.ts';
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
 * scale and offset each, the embedding and the head in 8 bits; the rest as `models/levels` makes it.
 */
export function levelSize(config: LlamaConfig, level: LevelId): LevelSize {
  const tally = tallyMatrices(config, (name, rows, columns) =>
    storedBytes(level, isLayerMatrix(name), rows, columns),
  );
  return {
    parameters: tally.parameters,
    bytes: tally.bytes,
    linearBitsPerWeight: (8 * tally.linearBytes) / tally.linearWeights,
    fileBitsPerWeight: (8 * tally.bytes) / tally.parameters,
  };
}

type MatrixBytes = (name: string, rows: number, columns: number) => number;

function tallyMatrices(config: LlamaConfig, matrixBytes: MatrixBytes) {
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
    const stored = matrixBytes(name, rows, columns);
    bytes += stored;
    if (!isLayerMatrix(name)) continue;
    linearWeights += count;
    linearBytes += stored;
  }
  return { parameters, bytes, linearWeights, linearBytes };
}

/** Cosines and sines, 32 bits each. */
const rotaryTableBytes = ({ contextLength, headSize }: LlamaConfig): number =>
  2 * 4 * contextLength * (headSize / 2);

function storedBytes(level: LevelId, isLinear: boolean, rows: number, columns: number): number {
  const { format, headBits } = parseLevel(level);
  if (isLinear || headBits > 8 || format === 'int8') return formatBytes(format, rows, columns);
  return formatBytes(headBits === 4 ? 'q4i' : 'q8', rows, columns);
}

/** Bytes of a matrix, quants, scales and offsets. */
function formatBytes(format: LevelFormat, rows: number, columns: number): number {
  const count = rows * columns;
  const blocks = count / 32;
  switch (format) {
    case 'fp32':
      return 4 * count;
    case 'fp16':
      return 2 * count;
    case 'q8':
      return count + 2 * blocks;
    case 'int8':
      return count + 4 * rows;
    case 'q4':
      return count / 2 + 4 * blocks;
    case 'q4i':
      // Zero points are two a byte, a row's beginning in a byte of its own.
      return count / 2 + 2 * blocks + rows * Math.ceil(columns / 64);
    case 'q3':
    case 'q2':
      // A code of the scale and one of the offset a block, and their two factors a row.
      return (count * (format === 'q3' ? 3 : 2)) / 8 + 2 * blocks + 4 * rows;
  }
}
