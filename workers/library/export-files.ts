import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelId, type WeightForm } from '../../core/levels.ts';
import type { ExportedFile, ExportForm } from '../../core/model-work.ts';
import { buildOnnx, onnxFileName } from '../../models/graph/build.ts';
import type { ModelWeights } from '../../models/weights.ts';
import type { HubFolder } from '../load/hub-folder.ts';

export interface Exported {
  /** At the level. */
  readonly weights: ModelWeights;
  readonly folder: HubFolder;
  readonly level: LevelId;
  readonly form: ExportForm;
  /** The level is the file's own. */
  readonly isOwn: boolean;
}

/**
 * A model in the hub's layout, its graph with external data in `onnx/`.
 *
 * @throws catalogued `level-unavailable`, and what reading the weights throws
 */
export async function exportFiles(
  { weights, folder, level, form, isOwn }: Exported,
  onProgress: (done: number, total: number) => void,
): Promise<readonly ExportedFile[]> {
  if (form === 'gguf') throw fail('level-unavailable', { level, engine: 'gguf' });
  const { model, external } = await buildOnnx(weights, {
    level,
    form: graphForm(level, isOwn),
    target: 'wasm',
    onProgress,
  });
  return [
    ...folder.describing().map(({ path, data }) => ({ path, data: new Blob([owned(data)]) })),
    { path: `onnx/${onnxFileName(level)}`, data: new Blob([owned(model)]) },
    ...external.map(({ path, data }) => ({
      path: `onnx/${path}`,
      data: new Blob([owned(data as Uint8Array)]),
    })),
  ];
}

/** What onnxruntime and transformers.js run on the CPU. */
function graphForm(level: LevelId, isOwn: boolean): WeightForm {
  switch (parseLevel(level).format) {
    case 'fp32':
      return 'expanded';
    case 'fp16':
      return 'halves';
    case 'int8':
      return 'dynamic-int8';
    case 'q4':
      return isOwn ? 'as-shipped' : 'blocks';
    case 'q8':
    case 'q4i':
    case 'q3':
    case 'q2':
      return 'blocks';
  }
}

/** A copy in memory of its own: a view of shared memory is no part of a Blob. */
const owned = (data: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(data);
