import {
  attributeOf,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../../models/onnx/messages.ts';

const floating = new Set(['float', 'float16', 'bfloat16', 'double']);

/**
 * Inputs of an operator that hold no weights: scales and zero points of packed matrices, and the
 * cosines and sines of rotary embeddings.
 */
const asideInputs: Readonly<Record<string, readonly number[]>> = {
  MatMulNBits: [2, 3],
  GatherBlockQuantized: [2, 3],
  GroupQueryAttention: [7, 8],
  RotaryEmbedding: [2, 3],
};

/**
 * Weights of a graph as its model's authors count them: one per value of a floating-point
 * initializer, K * N per block-quantized matrix, and what a head shares with the embedding once.
 */
export function parameterCount({ graph }: OnnxModel): number {
  const aside = new Set<string>();
  const packed = new Map<string, number>();
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  for (const node of graph.nodes) {
    for (const input of asideInputs[node.operator] ?? [])
      for (const name of sources(node.inputs[input], makers)) aside.add(name);
    const integer = (name: string): number => Number(attributeOf(node, name, 'int') ?? 0);
    if (node.operator === 'MatMulNBits')
      for (const name of sources(node.inputs[1], makers))
        packed.set(name, integer('K') * integer('N'));
    if (node.operator === 'GatherBlockQuantized') {
      const [name] = node.inputs;
      const tensor = graph.initializers.find((initializer) => initializer.name === name);
      if (tensor && !packed.has(tensor.name))
        packed.set(tensor.name, packedValues(tensor, integer('bits')));
    }
  }
  return graph.initializers
    .filter(({ name }) => !aside.has(name))
    .reduce((sum, tensor) => sum + (packed.get(tensor.name) ?? floatingValues(tensor)), 0);
}

/** The initializers that a value is made of, short constant expressions followed to their beginning. */
function sources(
  name: string | undefined,
  makers: ReadonlyMap<string, OnnxNode>,
  depth = 4,
): readonly string[] {
  // A hostile graph may go round in circles.
  if (name === undefined || name === '' || depth === 0) return [];
  const maker = makers.get(name);
  if (maker === undefined) return [name];
  const isConstantExpression = ['Cast', 'Neg', 'Div', 'Reshape', 'Transpose'].includes(
    maker.operator,
  );
  return isConstantExpression
    ? maker.inputs.flatMap((input) => sources(input, makers, depth - 1))
    : [];
}

const valueCount = ({ shape }: OnnxTensor): number =>
  shape.reduce((product, size) => product * size, 1);

/** Values of less than 8 bits may be packed into bytes, or have a type of their own. */
const packedValues = (tensor: OnnxTensor, bits: number): number =>
  valueCount(tensor) * (tensor.type === 'uint8' && bits > 0 ? 8 / bits : 1);

const floatingValues = (tensor: OnnxTensor): number =>
  floating.has(tensor.type) ? valueCount(tensor) : 0;
