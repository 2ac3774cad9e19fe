import { fail } from '../../../core/errors.ts';
import { llamaShapes } from '../../../models/llama-shapes.ts';
import type { ModelWeights, WeightTensor } from '../../../models/weights.ts';
import { formatOf, type Format } from './formats.ts';
import type { Formats, MatrixPlan, ModelPlan } from './memory-plan.ts';
import { gateRows, packMatrix, packVector, rowsFrom, upRows, type RowMap } from './pack.ts';

/** How weights are read: as they are stored, or expanded to 32-bit floating point. */
export type Storage = 'blocks' | 'expanded';

const storedFormat = (tensor: WeightTensor, storage: Storage): Format =>
  storage === 'expanded' ? 'f32' : formatOf(tensor);

/**
 * Formats of all matrices, for planning memory before they are read.
 *
 * @param thorough read every tensor; otherwise all layers are taken to be like the first, as they
 *   nearly always are, and `loadWeights` says if they aren't
 * @throws catalogued `model-unsupported` for a tensor whose shape isn't the configuration's; what
 *   `weights.read` throws
 */
export async function inspectFormats(
  weights: ModelWeights,
  storage: Storage,
  thorough = false,
): Promise<Formats> {
  const formats = new Map<string, Format>();
  for (const [name, shape] of llamaShapes(weights.config)) {
    if (shape.length !== 2) continue;
    const alike = name.replace(/^model\.layers\.\d+\./, 'model.layers.0.');
    const known = thorough ? undefined : formats.get(alike);
    if (known) {
      formats.set(name, known);
      continue;
    }
    const tensor = await weights.read(name);
    checkShape(name, tensor, shape);
    formats.set(name, storedFormat(tensor, storage));
  }
  return formats;
}

function checkShape(name: string, { shape }: WeightTensor, wanted: readonly number[]): void {
  if (shape.length === wanted.length && shape.every((size, i) => size === wanted[i])) return;
  throw fail('model-unsupported', {
    file: name,
    reason: `shape [${shape.join(', ')}], wanted [${wanted.join(', ')}]`,
  });
}

export interface LoadWeightsOptions {
  /** Called after each tensor. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Asked before each tensor; a promise gives the event loop a turn. */
  readonly shouldStop?: () => boolean | Promise<boolean>;
}

type Place =
  | { readonly kind: 'matrix'; readonly matrix: MatrixPlan; readonly rows: RowMap }
  | { readonly kind: 'vector'; readonly address: number };

/**
 * Reads every tensor once, in the file's order, and rearranges it into the planned memory.
 *
 * @returns false when a tensor's format isn't the one that memory was planned for
 * @throws catalogued `cancelled`, `model-weights-not-finite`, `model-unsupported`; what
 *   `weights.read` throws
 */
export async function loadWeights(
  memory: ArrayBufferLike,
  weights: ModelWeights,
  plan: ModelPlan,
  formats: Formats,
  storage: Storage,
  { onProgress, shouldStop }: LoadWeightsOptions = {},
): Promise<boolean> {
  const places = placeTensors(plan);
  const shapes = llamaShapes(weights.config);
  const rank = new Map(weights.names.map((name, i) => [name, i]));
  const names = [...shapes.keys()].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  for (const [done, name] of names.entries()) {
    if (await shouldStop?.()) throw fail('cancelled', {});
    const tensor = await weights.read(name);
    checkShape(name, tensor, shapes.get(name) ?? []);
    const place = places.get(name) as Place;
    if (place.kind === 'matrix') {
      if (storedFormat(tensor, storage) !== formats.get(name)) return false;
      packMatrix(memory, place.matrix, name, tensor, place.rows, plan.options.tier);
    } else {
      packVector(memory, place.address, tensor.shape[0], name, tensor);
    }
    onProgress?.(done + 1, names.length);
  }
  return true;
}

function placeTensors(plan: ModelPlan): ReadonlyMap<string, Place> {
  const { heads, kvHeads, headSize, tiedHead } = plan.config;
  const places = new Map<string, Place>();
  const vector = (name: string, address: number) => places.set(name, { kind: 'vector', address });
  const matrix = (name: string, at: MatrixPlan, rows: RowMap = rowsFrom(0)) =>
    places.set(name, { kind: 'matrix', matrix: at, rows });
  for (const [i, layer] of plan.layers.entries()) {
    const prefix = `model.layers.${i}`;
    vector(`${prefix}.input_layernorm.weight`, layer.inputNorm);
    matrix(`${prefix}.self_attn.q_proj.weight`, layer.attentionInput);
    matrix(`${prefix}.self_attn.k_proj.weight`, layer.attentionInput, rowsFrom(heads * headSize));
    matrix(
      `${prefix}.self_attn.v_proj.weight`,
      layer.attentionInput,
      rowsFrom((heads + kvHeads) * headSize),
    );
    if (layer.biases !== 0) {
      vector(`${prefix}.self_attn.q_proj.bias`, layer.biases);
      vector(`${prefix}.self_attn.k_proj.bias`, layer.biases + 4 * heads * headSize);
      vector(`${prefix}.self_attn.v_proj.bias`, layer.biases + 4 * (heads + kvHeads) * headSize);
    }
    if (layer.headNorms !== 0) {
      vector(`${prefix}.self_attn.q_norm.weight`, layer.headNorms);
      vector(`${prefix}.self_attn.k_norm.weight`, layer.headNorms + 4 * headSize);
    }
    matrix(`${prefix}.self_attn.o_proj.weight`, layer.attentionOutput);
    vector(`${prefix}.post_attention_layernorm.weight`, layer.feedForwardNorm);
    matrix(`${prefix}.mlp.gate_proj.weight`, layer.gateUp, gateRows);
    matrix(`${prefix}.mlp.up_proj.weight`, layer.gateUp, upRows);
    matrix(`${prefix}.mlp.down_proj.weight`, layer.down);
  }
  vector('model.norm.weight', plan.finalNorm);
  matrix('model.embed_tokens.weight', plan.embedding);
  if (!tiedHead) matrix('lm_head.weight', plan.head);
  return places;
}
