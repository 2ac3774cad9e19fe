import type {
  ElementType,
  OnnxAttribute,
  OnnxGraph,
  OnnxNode,
  OnnxTensor,
  OnnxValue,
} from '../onnx/messages.ts';
import { tensorBytes } from '../onnx/messages.ts';
import type { ExternalShards } from './external-shards.ts';

/** Attributes by name: whole numbers and lists of them become ints, `{ float }` a float. */
export type Attributes = Readonly<
  Record<string, number | readonly number[] | { readonly float: number }>
>;

export interface NodeRequest {
  readonly operator: string;
  /** Path of the node, which its outputs' names begin with. */
  readonly name: string;
  readonly inputs: readonly string[];
  readonly attributes?: Attributes;
  readonly domain?: 'com.microsoft';
  /** Where given instead of the one output `<name>/output_0`; empty names are outputs left out. */
  readonly outputs?: readonly string[];
}

/** Below this, values stay in the graph file. */
const smallestExternalBytes = 1024;

/** Collects a graph's nodes and initializers. Large values go to `shards` at once. */
export class GraphWriter {
  readonly #shards: ExternalShards;
  readonly #nodes: OnnxNode[] = [];
  readonly #initializers: OnnxTensor[] = [];
  readonly #names = new Set<string>();

  constructor(shards: ExternalShards) {
    this.#shards = shards;
  }

  /** Adds a node and gives the name of its first output. */
  node(request: NodeRequest): string {
    const { operator, name, inputs, attributes = {}, domain = '' } = request;
    const outputs = request.outputs ?? [`${name}/output_0`];
    this.#nodes.push({
      name,
      operator,
      domain,
      inputs,
      outputs,
      attributes: Object.entries(attributes).map(([key, value]) => toAttribute(key, value)),
    });
    return outputs[0] as string;
  }

  /**
   * Adds an initializer (an equal name adds nothing) and gives its name.
   *
   * @param values little-endian, or what makes them, called now or when the file is read
   */
  initializer(
    name: string,
    type: ElementType,
    shape: readonly number[],
    values: ArrayBufferView | (() => ArrayBufferView),
  ): string {
    if (this.#names.has(name)) return name;
    this.#names.add(name);
    const length = tensorBytes(type, shape);
    const checked = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array => {
      if (byteLength !== length) {
        throw new Error(`${name}: ${byteLength} bytes for ${type}[${shape.join(', ')}]`);
      }
      return new Uint8Array(buffer, byteOffset, byteLength);
    };
    let make: () => Uint8Array;
    if (typeof values === 'function') make = () => checked(values());
    else {
      // Checked now: what reads it later may only say that it failed.
      const bytes = checked(values);
      make = () => bytes;
    }
    const data =
      length < smallestExternalBytes
        ? ({ kind: 'inline', bytes: make() } as const)
        : ({ kind: 'external', ...this.#shards.add(length, make) } as const);
    this.#initializers.push({ name, type, shape, data });
    return name;
  }

  /** Adds a constant of whole numbers, named by its values. */
  integers(values: readonly number[] | number): string {
    const list = typeof values === 'number' ? [values] : values;
    const shape = typeof values === 'number' ? [] : [values.length];
    const name = `integers/${shape.length === 0 ? 'scalar/' : ''}${list.join('_')}`;
    return this.initializer(name, 'int64', shape, BigInt64Array.from(list, BigInt));
  }

  graph(name: string, inputs: readonly OnnxValue[], outputs: readonly OnnxValue[]): OnnxGraph {
    return {
      name,
      nodes: this.#nodes,
      initializers: this.#initializers,
      inputs,
      outputs,
      values: [],
    };
  }
}

function toAttribute(name: string, value: Exclude<Attributes[string], undefined>): OnnxAttribute {
  if (typeof value === 'number') return { name, kind: 'int', value: BigInt(value) };
  if ('float' in value) return { name, kind: 'float', value: value.float };
  return { name, kind: 'ints', value: value.map(BigInt) };
}
