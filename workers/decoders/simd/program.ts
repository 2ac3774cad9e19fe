import { formatCodes, matrixBytes, type Format } from './formats.ts';
import * as L from './kernels/layout.ts';
import type { LayerPlan, MatrixPlan, ModelPlan, RowsPlan } from './memory-plan.ts';
import { OperationWriter, type Fields, type Program } from './operation-writer.ts';

/** What an operation is for, as the profile names it. */
export type KernelName =
  | 'embed'
  | 'norm-quantize'
  | 'qkv'
  | 'rope'
  | 'attention'
  | 'merge'
  | 'attention-output'
  | 'gate-up'
  | 'down'
  | 'head'
  | 'read';

export type ModelProgram = Program<KernelName>;

export interface Programs {
  /** One token to its logits. */
  readonly decode: ModelProgram;
  /** Several tokens through the layers. */
  readonly prefill: ModelProgram;
  /** Rows of the residual stream, from `FIRST_ROW` on, to logits. */
  readonly head: ModelProgram;
  /** The weights of one decode step read once, for the memory's bandwidth. */
  readonly read: ModelProgram;
}

const quantized = (format: Format): 0 | 1 => (format === 'f32' ? 0 : 1);
const barrier = { [L.OP_BARRIER]: 1 };

/**
 * Writes the model's programs to memory. A single row is prepared by every thread for itself, which
 * saves a barrier; several rows are shared out.
 */
export function writePrograms(memory: ArrayBufferLike, plan: ModelPlan): Programs {
  const writer = new OperationWriter<KernelName>(memory, plan.programs);
  return {
    decode: writer.program((add) => {
      add('embed', embed(plan));
      for (const layer of plan.layers) addLayer(add, plan, layer, true);
      addHead(add, plan, true);
    }),
    prefill: writer.program((add) => {
      add('embed', embed(plan));
      for (const layer of plan.layers) addLayer(add, plan, layer, false);
    }),
    head: writer.program((add) => addHead(add, plan, false)),
    read: writer.program((add) => {
      // All of them: the head alone stays in the last cache of a large processor.
      for (const matrix of [...plan.layers.flatMap(matricesOf), plan.head])
        add('read', {
          ...(matrix === plan.head && barrier),
          [L.OP_CODE]: L.OP_READ,
          [L.READ_ADDRESS]: matrix.address,
          [L.READ_BYTES]: matrixBytesOf(matrix),
        });
    }),
  };
}

const matrixBytesOf = ({ format, rows, columns }: MatrixPlan): number =>
  matrixBytes(format, rows, columns);

/** Bytes of weights that each kernel reads in one decode step. */
export function weightBytesByKernel(plan: ModelPlan): ReadonlyMap<KernelName, number> {
  const sum = (matrix: (layer: LayerPlan) => MatrixPlan) =>
    plan.layers.reduce((total, layer) => total + matrixBytesOf(matrix(layer)), 0);
  return new Map<KernelName, number>([
    ['qkv', sum((layer) => layer.attentionInput)],
    ['attention-output', sum((layer) => layer.attentionOutput)],
    ['gate-up', sum((layer) => layer.gateUp)],
    ['down', sum((layer) => layer.down)],
    ['head', matrixBytesOf(plan.head)],
  ]);
}

/** Bytes of weights that one decode step reads. */
export const stepBytes = (plan: ModelPlan): number =>
  [...weightBytesByKernel(plan).values()].reduce((sum, one) => sum + one, 0);

const matricesOf = (layer: LayerPlan): readonly MatrixPlan[] => [
  layer.attentionInput,
  layer.attentionOutput,
  layer.gateUp,
  layer.down,
];

/**
 * Integer multiply-adds of the layers' matrices for one token; `null` where any of them is computed
 * in floating point.
 */
export function layerMultiplyAdds({ layers }: ModelPlan): number | null {
  const matrices = layers.flatMap(matricesOf);
  if (matrices.some(({ format }) => format === 'f32')) return null;
  return matrices.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
}

type Add = (kernel: KernelName, fields: Fields, floats?: Fields) => void;

const embed = ({ embedding, hidden }: ModelPlan): Fields => ({
  ...barrier,
  [L.OP_CODE]: L.OP_EMBED,
  [L.EMBED_FORMAT]: formatCodes[embedding.format],
  [L.EMBED_WEIGHTS]: embedding.address,
  [L.EMBED_COLUMNS]: embedding.columns,
  [L.EMBED_TARGET]: hidden.address,
  [L.EMBED_TARGET_STRIDE]: hidden.stride,
});

interface Preparation {
  readonly source: RowsPlan;
  readonly norm: number;
  readonly matrix: MatrixPlan;
  readonly single: boolean;
  readonly fromFirst?: boolean;
}

function addPrepare(
  add: Add,
  { config, prepared }: ModelPlan,
  { source, norm, matrix, single, fromFirst = false }: Preparation,
): void {
  add(
    'norm-quantize',
    {
      [L.OP_CODE]: L.OP_PREPARE,
      [L.OP_BARRIER]: single ? 0 : 1,
      [L.PREPARE_SOURCE]: source.address,
      [L.PREPARE_SOURCE_STRIDE]: source.stride,
      [L.PREPARE_COLUMNS]: matrix.columns,
      [L.PREPARE_NORM]: norm,
      [L.PREPARE_TARGET]: single ? 0 : prepared.address,
      [L.PREPARE_TARGET_STRIDE]: prepared.stride,
      [L.PREPARE_QUANTIZE]: quantized(matrix.format),
      [L.PREPARE_FROM_FIRST]: fromFirst ? 1 : 0,
    },
    { [L.PREPARE_EPSILON]: config.rmsNormEpsilon },
  );
}

function addMatrix(
  add: Add,
  { prepared }: ModelPlan,
  kernel: KernelName,
  matrix: MatrixPlan,
  output: RowsPlan,
  epilogue: number,
  single: boolean,
): void {
  add(kernel, {
    ...barrier,
    [L.OP_CODE]: L.OP_MATMUL,
    [L.MATMUL_FORMAT]: formatCodes[matrix.format],
    [L.MATMUL_WEIGHTS]: matrix.address,
    [L.MATMUL_GROUPS]: matrix.groups,
    [L.MATMUL_COLUMNS]: matrix.columns,
    [L.MATMUL_INPUT]: single ? 0 : prepared.address,
    [L.MATMUL_INPUT_STRIDE]: prepared.stride,
    [L.MATMUL_OUTPUT]: output.address,
    [L.MATMUL_OUTPUT_STRIDE]: output.stride,
    [L.MATMUL_EPILOGUE]: epilogue,
  });
}

function addLayer(add: Add, plan: ModelPlan, layer: LayerPlan, single: boolean): void {
  const { hidden, projected, attended, feedForward } = plan;
  const { attentionInput, attentionOutput, gateUp, down } = layer;
  addPrepare(add, plan, { source: hidden, norm: layer.inputNorm, matrix: attentionInput, single });
  addMatrix(add, plan, 'qkv', attentionInput, projected, L.EPILOGUE_STORE, single);
  add(
    'rope',
    {
      ...barrier,
      [L.OP_CODE]: L.OP_ROPE,
      [L.ROPE_ROWS]: projected.address,
      [L.ROPE_STRIDE]: projected.stride,
      [L.ROPE_KEYS]: layer.keys,
      [L.ROPE_VALUES]: layer.values,
      [L.ROPE_KEY_SCALES]: layer.keyScales,
      [L.ROPE_VALUE_SCALES]: layer.valueScales,
      [L.ROPE_BIASES]: layer.biases,
      [L.ROPE_HEAD_NORMS]: layer.headNorms,
    },
    {
      [L.ROPE_QUERY_SCALE]: 1 / Math.sqrt(plan.config.headSize),
      [L.ROPE_EPSILON]: plan.config.rmsNormEpsilon,
    },
  );
  add('attention', {
    ...barrier,
    [L.OP_CODE]: L.OP_ATTEND,
    [L.ATTEND_ROWS]: projected.address,
    [L.ATTEND_STRIDE]: projected.stride,
    [L.ATTEND_KEYS]: layer.keys,
    [L.ATTEND_VALUES]: layer.values,
    [L.ATTEND_KEY_SCALES]: layer.keyScales,
    [L.ATTEND_VALUE_SCALES]: layer.valueScales,
    [L.ATTEND_OUTPUT]: attended.address,
    [L.ATTEND_OUTPUT_STRIDE]: attended.stride,
    [L.ATTEND_PARTIAL]: single ? 1 : 0,
  });
  if (single) {
    add('merge', {
      [L.OP_CODE]: L.OP_MERGE,
      [L.MERGE_QUANTIZE]: quantized(attentionOutput.format),
    });
  } else {
    addPrepare(add, plan, { source: attended, norm: 0, matrix: attentionOutput, single });
  }
  addMatrix(add, plan, 'attention-output', attentionOutput, hidden, L.EPILOGUE_ADD, single);
  addPrepare(add, plan, { source: hidden, norm: layer.feedForwardNorm, matrix: gateUp, single });
  addMatrix(add, plan, 'gate-up', gateUp, feedForward, L.EPILOGUE_SILU, single);
  addPrepare(add, plan, { source: feedForward, norm: 0, matrix: down, single });
  addMatrix(add, plan, 'down', down, hidden, L.EPILOGUE_ADD, single);
}

function addHead(add: Add, plan: ModelPlan, single: boolean): void {
  const { hidden, finalNorm, head, logits } = plan;
  const fromFirst = !single;
  addPrepare(add, plan, { source: hidden, norm: finalNorm, matrix: head, single, fromFirst });
  addMatrix(add, plan, 'head', head, logits, L.EPILOGUE_STORE, single);
}
