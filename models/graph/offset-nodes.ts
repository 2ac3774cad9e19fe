import { halfToFloat } from '../half.ts';
import { BlockNodes } from './block-nodes.ts';
import type { GraphBlocks } from './graph-blocks.ts';
import { transposeInto } from './transpose.ts';
import type { NamedWeight } from './weight-nodes.ts';

/**
 * Form `blocks-and-offset`, for WebGPU, whose MatMulNBits takes no floating-point zero point. With
 * z half the range, d * q + m = d * (q - z) + (m + d * z): MatMulNBits computes the first term with
 * its own zero point z, and the second is a product of the input's block sums [columns / block]
 * with a matrix of one value a block, one block size-th of the work. Other weights are as in `blocks`.
 */
export class OffsetNodes extends BlockNodes {
  /** Block sums by input and block size: layers that share an input share them. */
  readonly #sums = new Map<string, string>();

  protected override blockLinear(
    path: string,
    input: string,
    weight: NamedWeight,
    tensor: GraphBlocks,
  ): string {
    if (tensor.offset.kind !== 'float') return super.blockLinear(path, input, weight, tensor);
    const { name, rows, columns } = weight;
    const zeroPoint = 1 << (tensor.bits - 1);
    const centred: GraphBlocks = { ...tensor, offset: { kind: 'constant', zeroPoint } };
    const product = super.blockLinear(path, input, weight, centred);
    const blocks = columns / tensor.blockSize;
    const offsets = this.graph.initializer(
      `${name}.centred_offsets.transposed`,
      'float',
      [blocks, rows],
      () => transposeInto(centredOffsets(tensor), new Float32Array(rows * blocks), rows, blocks),
    );
    const added = this.graph.node({
      operator: 'MatMul',
      name: `${path}/offset/MatMul`,
      inputs: [this.#blockSums(input, blocks, tensor.blockSize), offsets],
    });
    return this.graph.node({
      operator: 'Add',
      name: `${path}/offset/Add`,
      inputs: [product, added],
    });
  }

  #blockSums(input: string, blocks: number, blockSize: number): string {
    const key = `${input} ${blockSize}`;
    const known = this.#sums.get(key);
    if (known !== undefined) return known;
    const cut = this.graph.node({
      operator: 'Reshape',
      name: `${input}/block_sums/Reshape`,
      inputs: [input, this.graph.integers([0, 0, blocks, blockSize])],
    });
    const sums = this.graph.node({
      operator: 'ReduceSum',
      name: `${input}/block_sums/ReduceSum`,
      inputs: [cut, this.graph.integers([-1])],
      attributes: { keepdims: 0 },
    });
    this.#sums.set(key, sums);
    return sums;
  }
}

/** m + d * z of every block, [rows, blocks]. */
function centredOffsets({ bits, scales, offset }: GraphBlocks): Float32Array {
  const zeroPoint = 1 << (bits - 1);
  const offsets = offset.kind === 'float' ? offset.values : new Float32Array(scales.length);
  const valueIn = (values: Uint16Array | Float32Array, i: number): number =>
    values instanceof Uint16Array ? halfToFloat(values[i] as number) : (values[i] as number);
  return Float32Array.from(
    { length: scales.length },
    (_, block) => valueIn(offsets, block) + valueIn(scales, block) * zeroPoint,
  );
}
