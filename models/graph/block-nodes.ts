import type { BlockTensor } from '../weights.ts';
import { withoutZeroScales } from './block-scales.ts';
import { ExpandedNodes } from './expanded-nodes.ts';
import { gatherBlocks, matMulBlocks, type GraphBlocks } from './graph-blocks.ts';
import type { GraphWriter } from './graph-writer.ts';
import type { NamedWeight, WeightNodes } from './weight-nodes.ts';

/** Which inputs an operator takes beside the quants, by name. */
interface BlockInputs {
  readonly quants: string;
  readonly scales: string;
  readonly zeroPoints: string | undefined;
}

/**
 * Forms `as-shipped` and `blocks`: linear layers by MatMulNBits, the embedding by
 * GatherBlockQuantized, both of com.microsoft. Quants lie as [rows, blocks, bytes of a block], which
 * both operators read, so that a tied head shares them without a copy. Half-precision scales and
 * offsets are stored as they are; the graph converts them, which onnxruntime does once, at load.
 * Weights without blocks, and blocks of sizes that the operators don't have, are expanded.
 */
export class BlockNodes implements WeightNodes {
  protected readonly graph: GraphWriter;
  readonly #expanded: ExpandedNodes;
  readonly #inputs = new Map<string, BlockInputs>();
  readonly #scaleNames = new Map<string, string>();
  #embedding: NamedWeight | undefined;

  constructor(graph: GraphWriter) {
    this.graph = graph;
    this.#expanded = new ExpandedNodes(graph);
  }

  embedding(path: string, ids: string, weight: NamedWeight): string {
    this.#embedding = weight;
    const { name, rows, columns } = weight;
    const tensor = gatherBlocks(weight.tensor);
    if (!tensor) return this.#expanded.embedding(path, ids, weight);
    const blocks = columns / tensor.blockSize;
    const { quants, scales } = this.#quantsAndScales(name, tensor);
    const zeroPoints = this.#gatherZeroPoints(name, tensor);
    const shape = this.graph.integers([rows, blocks, 1]);
    const reshape = (input: string, suffix: string): string =>
      this.graph.node({
        operator: 'Reshape',
        name: `${path}/${suffix}/Reshape`,
        inputs: [input, shape],
      });
    const gathered = this.graph.node({
      operator: 'GatherBlockQuantized',
      domain: 'com.microsoft',
      name: `${path}/GatherBlockQuantized`,
      inputs: [
        quants,
        ids,
        reshape(scales, 'scales'),
        ...(zeroPoints === undefined ? [] : [zeroPoints]),
      ],
      attributes: {
        bits: tensor.bits,
        block_size: tensor.blockSize,
        gather_axis: 0,
        quantize_axis: 2,
      },
    });
    // [batch, sequence, blocks, block] to [batch, sequence, columns]
    return this.graph.node({
      operator: 'Reshape',
      name: `${path}/Reshape`,
      inputs: [gathered, this.graph.integers([0, 0, columns])],
    });
  }

  linear(path: string, input: string, weight: NamedWeight): string {
    const tensor = matMulBlocks(weight.tensor);
    return tensor
      ? this.blockLinear(path, input, weight, tensor)
      : this.#expanded.linear(path, input, weight);
  }

  tiedHead(path: string, input: string): string {
    const weight = this.#embedding as NamedWeight;
    return this.linear(path, input, weight);
  }

  protected blockLinear(
    path: string,
    input: string,
    { name, rows, columns }: NamedWeight,
    tensor: GraphBlocks,
  ): string {
    const { quants, scales, zeroPoints } = this.blockInputs(name, tensor);
    return this.graph.node({
      operator: 'MatMulNBits',
      domain: 'com.microsoft',
      name: `${path}/MatMulNBits`,
      inputs: [input, quants, scales, ...(zeroPoints === undefined ? [] : [zeroPoints])],
      attributes: {
        K: columns,
        N: rows,
        bits: tensor.bits,
        block_size: tensor.blockSize,
        accuracy_level: 0,
      },
    });
  }

  protected blockInputs(name: string, tensor: GraphBlocks): BlockInputs {
    const known = this.#inputs.get(name);
    if (known) return known;
    const made = this.#makeInputs(name, tensor);
    this.#inputs.set(name, made);
    return made;
  }

  #makeInputs(name: string, original: GraphBlocks): BlockInputs {
    const tensor = withoutZeroScales(original);
    const { quants, scales } = this.#quantsAndScales(name, tensor);
    const blocks = tensor.shape[1] / tensor.blockSize;
    return { quants, scales, zeroPoints: this.#zeroPoints(name, tensor, scales, blocks) };
  }

  #quantsAndScales(name: string, tensor: GraphBlocks): Omit<BlockInputs, 'zeroPoints'> {
    const { shape, bits, blockSize } = tensor;
    const [rows, columns] = shape;
    const blocks = columns / blockSize;
    const quants = this.graph.initializer(
      `${name}.quants`,
      'uint8',
      [rows, blocks, (blockSize * bits) / 8],
      tensor.quants,
    );
    return { quants, scales: this.#scales(name, [rows, blocks], tensor.scales) };
  }

  /** Converted once also where embedding and head share them. */
  #scales(name: string, shape: readonly number[], values: Uint16Array | Float32Array): string {
    const known = this.#scaleNames.get(name);
    if (known !== undefined) return known;
    const made = this.#floats(`${name}.scales`, shape, values);
    this.#scaleNames.set(name, made);
    return made;
  }

  /** One byte a block at 8 bits and, unlike MatMulNBits', at 4 bits too; not needed for half the range. */
  #gatherZeroPoints(
    name: string,
    { shape, bits, blockSize, offset }: BlockTensor,
  ): string | undefined {
    const [rows, columns] = shape;
    const blocks = columns / blockSize;
    switch (offset.kind) {
      case 'float':
        return undefined;
      case 'constant': {
        const { zeroPoint } = offset;
        if (zeroPoint === 1 << (bits - 1)) return undefined;
        const values = new Uint8Array(rows * blocks).fill(zeroPoint);
        return this.graph.initializer(
          `${name}.block_zero_points`,
          'uint8',
          [rows, blocks, 1],
          values,
        );
      }
      case 'integer':
        return this.graph.initializer(
          `${name}.block_zero_points`,
          'uint8',
          [rows, blocks, 1],
          offset.values,
        );
    }
  }

  /** `undefined` where the operators' own zero point, half the range, is the tensor's. */
  #zeroPoints(
    name: string,
    { shape, bits, offset }: GraphBlocks,
    scales: string,
    blocks: number,
  ): string | undefined {
    const [rows] = shape;
    switch (offset.kind) {
      case 'constant':
        if (offset.zeroPoint === 1 << (bits - 1)) return undefined;
        return this.#packedZeroPoints(name, rows, blocks, bits, () => offset.zeroPoint);
      case 'integer': {
        const { values } = offset;
        return this.#packedZeroPoints(name, rows, blocks, bits, (block) => values[block] as number);
      }
      case 'float': {
        // d * q + m = d * (q - (-m / d))
        const offsets = this.#floats(`${name}.offsets`, [rows, blocks], offset.values);
        const ratio = this.graph.node({
          operator: 'Div',
          name: `${name}/zero_points/Div`,
          inputs: [offsets, scales],
        });
        return this.graph.node({
          operator: 'Neg',
          name: `${name}/zero_points/Neg`,
          inputs: [ratio],
        });
      }
    }
  }

  #packedZeroPoints(
    name: string,
    rows: number,
    blocks: number,
    bits: GraphBlocks['bits'],
    zeroPoint: (block: number) => number,
  ): string {
    const perByte = 8 / bits;
    const rowBytes = Math.ceil(blocks / perByte);
    const packed = new Uint8Array(rows * rowBytes);
    for (let row = 0; row < rows; row++) {
      for (let block = 0; block < blocks; block++) {
        const at = row * rowBytes + Math.floor(block / perByte);
        packed[at] =
          (packed[at] as number) | (zeroPoint(row * blocks + block) << (bits * (block % perByte)));
      }
    }
    return this.graph.initializer(`${name}.zero_points`, 'uint8', [rows, rowBytes], packed);
  }

  #floats(name: string, shape: readonly number[], values: Uint16Array | Float32Array): string {
    if (values instanceof Float32Array) {
      return this.graph.initializer(name, 'float', shape, values);
    }
    const stored = this.graph.initializer(name, 'float16', shape, values);
    return this.graph.node({
      operator: 'Cast',
      name: `${name}/Cast`,
      inputs: [stored],
      attributes: { to: 1 },
    });
  }
}
