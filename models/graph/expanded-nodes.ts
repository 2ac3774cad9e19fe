import { dequantize } from '../dequantize.ts';
import type { GraphWriter } from './graph-writer.ts';
import { transposeInto } from './transpose.ts';
import type { NamedWeight, WeightNodes } from './weight-nodes.ts';

/**
 * Form `expanded`: every weight in 32-bit floating point, transposed to [columns, rows], the layout
 * in which onnxruntime multiplies a single row without repacking. The embedding reads columns of
 * the same matrix, so that a tied head needs no second copy.
 */
export class ExpandedNodes implements WeightNodes {
  readonly #graph: GraphWriter;
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
    return this.#graph.node({
      operator: 'Transpose',
      name: `${path}/Transpose`,
      inputs: [columns],
      attributes: { perm: [1, 2, 0] },
    });
  }

  linear(path: string, input: string, weight: NamedWeight): string {
    return this.#multiply(path, input, this.#matrix(weight));
  }

  tiedHead(path: string, input: string): string {
    return this.#multiply(path, input, this.#embedding as string);
  }

  #multiply(path: string, input: string, matrix: string): string {
    return this.#graph.node({
      operator: 'MatMul',
      name: `${path}/MatMul`,
      inputs: [input, matrix],
    });
  }

  #matrix({ name, tensor, rows, columns }: NamedWeight): string {
    const transposed = () =>
      transposeInto(dequantize(tensor), new Float32Array(rows * columns), rows, columns);
    return this.#graph.initializer(`${name}.transposed`, 'float', [columns, rows], transposed);
  }
}
