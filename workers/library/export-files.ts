import { fail } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import type { ExportedFile, ExportForm } from '../../core/model-work.ts';
import { exportGguf } from '../../models/exporters/gguf/export-gguf.ts';
import { exportOnnx } from '../../models/exporters/onnx/export-onnx.ts';
import { dequantize } from '../../models/dequantize.ts';
import type { ModelWeights } from '../../models/weights.ts';
import type { HubFolder } from '../load/hub-folder.ts';
import { ggufFields } from './gguf-fields.ts';

export interface Exported {
  /** At the level. */
  readonly weights: ModelWeights;
  readonly folder: HubFolder;
  readonly level: LevelId;
  readonly form: ExportForm;
}

/**
 * A model as files to save: one GGUF file, or the hub's layout with the graph and its external data in
 * `onnx/`. Pieces become Blobs as they are made, so that the browser may put them on the disk.
 *
 * @throws catalogued `level-unavailable`, `export-inexact`, and what reading the weights throws
 */
export async function exportFiles(
  { weights, folder, level, form }: Exported,
  name: string,
  onProgress: (done: number, total: number) => void,
): Promise<readonly ExportedFile[]> {
  switch (form) {
    case 'gguf': {
      const fields = ggufFields(folder, weights.config.vocabularySize);
      const { size, pieces } = await exportGguf(weights, { fields });
      const blobs: Blob[] = [];
      let done = 0;
      for await (const piece of pieces) {
        blobs.push(new Blob([owned(piece)]));
        done += piece.byteLength;
        onProgress(done, size);
      }
      if (done !== size) throw fail('internal', { reason: `${done} of ${size} bytes written` });
      return [{ path: `${name}-${level}.gguf`, data: new Blob(blobs) }];
    }
    case 'onnx': {
      const { files } = await exportOnnx(weights, { level, onProgress });
      return [
        ...[...folder.texts].map(([path, data]) => ({ path, data: new Blob([owned(data)]) })),
        ...files.map(({ path, pieces }) => ({
          path: `onnx/${path}`,
          data: new Blob([...pieces].map(owned)),
        })),
      ];
    }
  }
}

/** Every matrix in 32-bit floating point, as a level of that name is to be kept. */
export const expanded = (weights: ModelWeights): ModelWeights => ({
  ...weights,
  read: async (name) => {
    const tensor = await weights.read(name);
    if (tensor.encoding === 'f32') return tensor;
    const data = new Uint8Array(dequantize(tensor).buffer);
    return { encoding: 'f32', shape: tensor.shape, data };
  },
});

/** A copy in memory of its own: a view of shared memory is no part of a Blob. */
const owned = (data: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(data);
