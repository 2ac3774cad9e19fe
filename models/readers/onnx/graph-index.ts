import type { OnnxNode, OnnxTensor } from '../../onnx/messages.ts';
import { quoted } from '../quoted.ts';
import type { OnnxFile } from './onnx-file.ts';

const arranging = new Set(['Reshape', 'Identity']);
const noNodes: readonly OnnxNode[] = [];

/**
 * Who makes and who takes each value of a graph. Making it checks the graph: nodes come in an order
 * in which they can run, so there is no cycle and nothing missing, and each value is made once.
 */
export class GraphIndex {
  readonly file: OnnxFile;
  readonly #initializers = new Map<string, OnnxTensor>();
  readonly #producers = new Map<string, OnnxNode>();
  readonly #consumers = new Map<string, OnnxNode[]>();

  /** @throws catalogued `model-file-invalid` */
  constructor(file: OnnxFile) {
    this.file = file;
    const { graph } = file;
    const known = new Set<string>();
    const define = (name: string): void => {
      if (known.has(name)) throw file.invalid(`value ${quoted(name)} is made twice`);
      known.add(name);
    };
    for (const tensor of graph.initializers) {
      define(tensor.name);
      this.#initializers.set(tensor.name, tensor);
    }
    // Before version 4 of the format, initializers were listed among the inputs too.
    for (const { name } of graph.inputs) if (!this.#initializers.has(name)) define(name);
    for (const node of graph.nodes) {
      for (const input of node.inputs) {
        if (input === '') continue;
        if (!known.has(input)) {
          throw file.invalid(`${quoted(node.name)} needs ${quoted(input)} before it is made`);
        }
        const consumers = this.#consumers.get(input);
        if (consumers) consumers.push(node);
        else this.#consumers.set(input, [node]);
      }
      for (const output of node.outputs) {
        if (output === '') continue;
        define(output);
        this.#producers.set(output, node);
      }
    }
    for (const { name } of graph.outputs) {
      if (!known.has(name)) throw file.invalid(`output ${quoted(name)} is never made`);
    }
  }

  initializer(name: string): OnnxTensor | undefined {
    return this.#initializers.get(name);
  }

  producer(name: string): OnnxNode | undefined {
    return this.#producers.get(name);
  }

  consumers(name: string): readonly OnnxNode[] {
    return this.#consumers.get(name) ?? noNodes;
  }

  /** The value behind nodes that do nothing but arrange its elements otherwise. */
  behindReshapes(name: string): string {
    let value = name;
    for (;;) {
      const node = this.producer(value);
      if (!node || !arranging.has(node.operator)) return value;
      value = node.inputs[0] ?? '';
    }
  }
}
