import { toChannels8 } from '../levels/channels8.ts';
import type { GraphWriter } from './graph-writer.ts';
import { transposeInto } from './transpose.ts';
import type { NamedWeight, WeightNodes } from './weight-nodes.ts';

/** Initializers of one matrix: int8 [columns, rows], and float scales [rows]. */
interface ChannelInputs {
  readonly quants: string;
  readonly scales: string;
}

/** An input with every row divided by its largest magnitude, and those magnitudes. */
interface EvenRows {
  readonly even: string;
  readonly magnitudes: string;
}

/** Keeps a row of zeros from being divided by zero. */
const smallestMagnitude = 1e-30;

/**
 * Form `dynamic-int8`: DynamicQuantizeMatMul of com.microsoft quantizes its input to 8 bits and
 * multiplies integers. It has one scale and zero point for a whole call, so that one position with
 * large values, as the first of a prompt has in this family, would leave few bits to all others;
 * every position is therefore divided by its largest magnitude before, and multiplied by it after.
 * The embedding reads columns of the same matrix as a tied head.
 */
export class ChannelNodes implements WeightNodes {
  readonly #graph: GraphWriter;
  /** By input: layers that share an input share its even rows. */
  readonly #even = new Map<string, EvenRows>();
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
    const { even, magnitudes } = this.#evenRows(input);
    const product = this.#graph.node({
      operator: 'DynamicQuantizeMatMul',
      domain: 'com.microsoft',
      name: `${path}/DynamicQuantizeMatMul`,
      inputs: [even, quants, scales],
    });
    return this.#graph.node({
      operator: 'Mul',
      name: `${path}/Mul`,
      inputs: [product, magnitudes],
    });
  }

  #evenRows(input: string): EvenRows {
    const known = this.#even.get(input);
    if (known) return known;
    const path = `${input}/even`;
    const absolute = this.#graph.node({ operator: 'Abs', name: `${path}/Abs`, inputs: [input] });
    const largest = this.#graph.node({
      operator: 'ReduceMax',
      name: `${path}/ReduceMax`,
      inputs: [absolute, this.#graph.integers([-1])],
      attributes: { keepdims: 1 },
    });
    const smallest = this.#graph.initializer(
      'smallest_magnitude',
      'float',
      [],
      Float32Array.of(smallestMagnitude),
    );
    const magnitudes = this.#graph.node({
      operator: 'Max',
      name: `${path}/Max`,
      inputs: [largest, smallest],
    });
    const even = this.#graph.node({
      operator: 'Div',
      name: `${path}/Div`,
      inputs: [input, magnitudes],
    });
    const made = { even, magnitudes };
    this.#even.set(input, made);
    return made;
  }

  #matrix({ name, tensor, rows, columns }: NamedWeight): ChannelInputs {
    const { quants, scales } = toChannels8(tensor);
    const transposed = () =>
      transposeInto(aboutZero(quants), new Int8Array(quants.length), rows, columns);
    return {
      quants: this.#graph.initializer(`${name}.transposed`, 'int8', [columns, rows], transposed),
      scales: this.#graph.initializer(`${name}.scales`, 'float', [rows], scales),
    };
  }
}

/** 8-bit quants about 128 as signed integers: their highest bit turned. */
function aboutZero(quants: Uint8Array): Int8Array {
  const signed = new Int8Array(quants.length);
  for (let i = 0; i < signed.length; i++) signed[i] = (quants[i] as number) ^ 0x80;
  return signed;
}
