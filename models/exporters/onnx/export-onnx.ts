import {
  parseLevel,
  type LevelFormat,
  type LevelId,
  type WeightForm,
} from '../../../core/levels.ts';
import { buildOnnx, onnxFileName } from '../../graph/build.ts';
import type { ModelWeights } from '../../weights.ts';

export interface OnnxExportFile {
  /** Relative to the folder `onnx/` of a hub repository. */
  readonly path: string;
  readonly size: number;
  readonly pieces: Iterable<Uint8Array>;
}

export interface OnnxExport {
  /** The graph, then its external data. */
  readonly files: readonly OnnxExportFile[];
  /** Bits that a weight of the layers takes in the file, scales left out. */
  readonly containerBits: number;
  /** True: the level has fewer bits than its container (`q3` in 4), for want of an operator. */
  readonly isPadded: boolean;
}

export interface OnnxExportOptions {
  readonly level: LevelId;
  /** Called after each tensor. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked before each tensor; a promise gives the event loop a turn. */
  readonly shouldStop?: () => boolean | Promise<boolean>;
}

const forms: Readonly<Record<LevelFormat, readonly [form: WeightForm, containerBits: number]>> = {
  fp32: ['expanded', 32],
  fp16: ['halves', 16],
  q8: ['blocks', 8],
  int8: ['dynamic-int8', 8],
  q4: ['blocks', 4],
  q4i: ['blocks', 4],
  q3: ['blocks', 4],
  q2: ['blocks', 2],
};
const bitsOf: Readonly<Partial<Record<LevelFormat, number>>> = { q3: 3 };
const pieceBytes = 2 ** 24;

/**
 * A model at any level as ONNX with external data, in the canonical form that this app reads. The
 * level's weights stay in memory until the pieces are taken; their expanded forms never are, more
 * than a piece of 16 MB and the tensor that it is cut from.
 *
 * @param weights of the level (`makeLevel`)
 * @throws catalogued `cancelled`, `model-unsupported`, what `weights.read` throws
 */
export async function exportOnnx(
  weights: ModelWeights,
  { level, ...hooks }: OnnxExportOptions,
): Promise<OnnxExport> {
  const { format } = parseLevel(level);
  const [form, containerBits] = forms[format];
  const { model, external } = await buildOnnx(weights, {
    ...{ level, form, target: 'wasm', lazy: true },
    ...hooks,
  });
  return {
    files: [
      { path: onnxFileName(level), size: model.byteLength, pieces: [model] },
      ...external.map(({ path, data }) => ({
        ...{ path, size: data.byteLength, pieces: piecesOf(data) },
      })),
    ],
    containerBits,
    isPadded: (bitsOf[format] ?? containerBits) < containerBits,
  };
}

function* piecesOf(data: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < data.byteLength; from += pieceBytes)
    yield data.subarray(from, Math.min(from + pieceBytes, data.byteLength));
}
