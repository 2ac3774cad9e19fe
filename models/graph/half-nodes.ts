import { toHalves } from '../levels/halves.ts';
import type { GraphWriter } from './graph-writer.ts';
import { transposeInto } from './transpose.ts';
import type { NamedWeight, WeightNodes } from './weight-nodes.ts';

/** Element types as `Cast` numbers them (onnx.proto, TensorProto.DataType). */
const float32 = 1;
const float16 = 10;

/**
 * Form `halves`, for GPUs that compute in 16 bits: matrices in half precision, [columns, rows], their
 * inputs rounded to it, their products brought back. Norms, attention and the KV cache stay in 32
 * bits. The embedding reads columns of the same matrix as a tied head.
 */
export class HalfNodes implements WeightNodes {
  readonly #graph: GraphWriter;
  /** Rounded inputs by input: layers that share an input share them. */
  readonly #rounded = new Map<string, string>();
  #embedding: string | undefined;

  constructor(graph: GraphWriter) {
    this.#graph = graph;
  }

  embedding(path: string, ids: string, weight: NamedWeight): string {
    this.#embedding = this.#matrix(weight);
    const columns = this.#graph.node({
      operator: 'Gather',
      name: `${path}/Gather`,
      inputs: [this.#embedding, ids],
      attributes: { axis: 1 },
    });
    const rows = this.#graph.node({
      operator: 'Transpose',
      name: `${path}/Transpose`,
      inputs: [columns],
      attributes: { perm: [1, 2, 0] },
    });
    return this.#cast(path, rows, float32);
  }

  linear(path: string, input: string, weight: NamedWeight): string {
    return this.#multiply(path, input, this.#matrix(weight));
  }

  tiedHead(path: string, input: string): string {
    return this.#multiply(path, input, this.#embedding as string);
  }

  #multiply(path: string, input: string, matrix: string): string {
    const rounded = this.#rounded.get(input) ?? this.#cast(`${input}/half`, input, float16);
    this.#rounded.set(input, rounded);
    const product = this.#graph.node({
      operator: 'MatMul',
      name: `${path}/MatMul`,
      inputs: [rounded, matrix],
    });
    return this.#cast(path, product, float32);
  }

  #cast(path: string, input: string, to: number): string {
    return this.#graph.node({
      operator: 'Cast',
      name: `${path}/Cast`,
      inputs: [input],
      attributes: { to },
    });
  }

  #matrix({ name, tensor, rows, columns }: NamedWeight): string {
    const transposed = () => {
      const { data } = toHalves(tensor);
      const halves = new Uint16Array(new Uint8Array(data).buffer);
      return transposeInto(halves, new Uint16Array(halves.length), rows, columns);
    };
    return this.#graph.initializer(`${name}.transposed`, 'float16', [columns, rows], transposed);
  }
}
