import { fail } from '../../core/errors.ts';
import type { LevelId, WeightForm } from '../../core/levels.ts';
import type { OrtEngineId } from '../../core/variant.ts';
import { readWhole, type ByteSource } from '../../models/byte-source.ts';
import { buildOnnx, onnxFileName } from '../../models/graph/build.ts';
import { tensorBytes, type OnnxModel } from '../../models/onnx/messages.ts';
import type { ModelWeights } from '../../models/weights.ts';
import type { KvShape } from '../decoders/ort/graph-io.ts';
import type { DecoderGraph } from '../decoders/ort/open.ts';
import { canShareCache } from '../decoders/ort/shared-cache.ts';
import { ChargedBytes } from './charged-bytes.ts';
import type { LevelOptions } from './level-options.ts';
import type { StageClock } from './stage-clock.ts';

/**
 * The model's own graph, untouched, with its external data.
 *
 * @param beside files in the graph's folder, by name
 * @throws catalogued `model-file-missing` for external data that isn't there
 */
export async function shippedGraph(
  file: string,
  model: Uint8Array,
  onnx: OnnxModel,
  beside: ReadonlyMap<string, ByteSource>,
  vocabularySize: number,
  kvShape: KvShape | undefined,
): Promise<DecoderGraph> {
  const { graph } = onnx;
  const locations = new Set(
    graph.initializers.flatMap(({ data }) => (data.kind === 'external' ? [data.location] : [])),
  );
  const external: DecoderGraph['external'][number][] = [];
  for (const path of locations) {
    const data = beside.get(path);
    if (!data) throw fail('model-file-missing', { file: path, status: 404 });
    external.push({ path, data: await readWhole(data, path) });
  }
  return {
    file,
    model,
    external,
    form: 'as-shipped',
    weightBytes: graph.initializers.reduce(
      (sum, { type, shape }) => sum + tensorBytes(type, shape),
      0,
    ),
    sharesCache: canShareCache(onnx),
    presentNames: graph.outputs
      .map(({ name }) => name)
      .filter((name) => name.startsWith('present.')),
    vocabularySize,
    kvShape,
  };
}

/**
 * A graph built from the weights at a level and in a form. Its data is made while the session reads
 * it, so that no more than the stored weights is in memory besides the session's own.
 *
 * @throws catalogued `cancelled`, `level-unavailable`, `model-unsupported`,
 *   `model-weights-not-finite`
 */
export async function builtGraph(
  weights: ModelWeights,
  level: LevelId,
  form: WeightForm,
  engine: OrtEngineId,
  clock: StageClock,
  { packProgress, stop }: Pick<LevelOptions, 'packProgress' | 'stop'>,
): Promise<DecoderGraph> {
  const { model, external } = await buildOnnx(weights, {
    level,
    form,
    target: engine,
    lazy: true,
    onProgress: packProgress,
    shouldStop: stop,
  });
  return {
    file: onnxFileName(level),
    model,
    external: external.map(({ path, data }) => ({ path, data: new ChargedBytes(data, clock) })),
    form,
    weightBytes: external.reduce((sum, { data }) => sum + data.byteLength, 0),
    sharesCache: true,
    presentNames: Array.from({ length: weights.config.layers }, (_, layer) =>
      ['key', 'value'].map((part) => `present.${layer}.${part}`),
    ).flat(),
    vocabularySize: weights.config.vocabularySize,
  };
}
