import type { WeightTensor } from '../weights.ts';

/** A weight matrix [rows, columns] under the name that it has in a Hugging Face checkpoint. */
export interface NamedWeight {
  readonly name: string;
  readonly tensor: WeightTensor;
  readonly rows: number;
  readonly columns: number;
}

/**
 * How one form puts weights into a graph. `path` names the nodes that are made; each method returns
 * the name of its result.
 */
export interface WeightNodes {
  /** Rows of `weight` for `ids` [batch, sequence]: [batch, sequence, columns]. */
  embedding(path: string, ids: string, weight: NamedWeight): string;
  /** `input` [batch, sequence, columns] times `weight` transposed: [batch, sequence, rows]. */
  linear(path: string, input: string, weight: NamedWeight): string;
  /** `linear` by the weight that `embedding` was given, whose values are there already. */
  tiedHead(path: string, input: string): string;
}
