import { toChannels8 } from '../levels/channels8.ts';
import type { GraphWriter } from './graph-writer.ts';
import { transposeInto } from './transpose.ts';
import type { NamedWeight, WeightNodes } from './weight-nodes.ts';

/** Initializers of one matrix: int8 [columns, rows], and float scales [rows]. */
interface ChannelInputs {
  readonly quants: string;
  readonly scales: string;
}

/**
 * Form `dynamic-int8`: DynamicQuantizeMatMul of com.microsoft quantizes its input to 8 bits, one
 * scale and zero point a call, and multiplies integers. The embedding reads columns of the same
 * matrix as a tied head.
 */
export class ChannelNodes implements WeightNodes {
  readonly #graph: GraphWriter;
  #embedding: ChannelInputs | undefined;

  constructor(graph: GraphWriter) {
    this.#graph = graph;
  }

  embedding(path: string, ids: string, weight: NamedWeight): string {
    const { quants, scales } = (this.#embedding = this.#matrix(weight));
    const columns = this.#graph.node({
      operator: 'Gather',
      name: `${path}/Gather`,
      inputs: [quants, ids],
      attributes: { axis: 1 },
    });
    const rows = this.#graph.node({
      operator: 'Transpose',
      name: `${path}/Transpose`,
      inputs: [columns],
      attributes: { perm: [1, 2, 0] },
    });
    const floats = this.#graph.node({
      operator: 'Cast',
      name: `${path}/Cast`,
      inputs: [rows],
      attributes: { to: 1 },
    });
    const rowScales = this.#graph.node({
      operator: 'Gather',
      name: `${path}/scales/Gather`,
      inputs: [scales, ids],
      attributes: { axis: 0 },
    });
    const scaleColumn = this.#graph.node({
      operator: 'Unsqueeze',
      name: `${path}/scales/Unsqueeze`,
      inputs: [rowScales, this.#graph.integers([-1])],
    });
    return this.#graph.node({
      operator: 'Mul',
      name: `${path}/Mul`,
      inputs: [floats, scaleColumn],
    });
  }

  linear(path: string, input: string, weight: NamedWeight): string {
    return this.#multiply(path, input, this.#matrix(weight));
  }

  tiedHead(path: string, input: string): string {
    return this.#multiply(path, input, this.#embedding as ChannelInputs);
  }

  #multiply(path: string, input: string, { quants, scales }: ChannelInputs): string {
    return this.#graph.node({
      operator: 'DynamicQuantizeMatMul',
      domain: 'com.microsoft',
      name: `${path}/DynamicQuantizeMatMul`,
      inputs: [input, quants, scales],
    });
  }

  #matrix({ name, tensor, rows, columns }: NamedWeight): ChannelInputs {
    const { quants, scales } = toChannels8(tensor);
    const transposed = () =>
      transposeInto(
        Int8Array.from(quants, (quant) => quant - 128),
        new Int8Array(quants.length),
        rows,
        columns,
      );
    return {
      quants: this.#graph.initializer(`${name}.transposed`, 'int8', [columns, rows], transposed),
      scales: this.#graph.initializer(`${name}.scales`, 'float', [rows], scales),
    };
  }
}
