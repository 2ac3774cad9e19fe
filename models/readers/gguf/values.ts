import type { KQuant } from './k-quants.ts';

/** Numbers of one kind as the file holds them; booleans as bytes 0 and 1. */
export type GgufNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array
  | BigUint64Array
  | BigInt64Array;

/** A metadata value. 64-bit integers are numbers where those are exact, else bigints. */
export type GgufValue =
  number | bigint | boolean | string | GgufNumbers | readonly string[] | readonly GgufValue[];

export type GgufMetadata = ReadonlyMap<string, GgufValue>;

export type GgufTensorType =
  'F32' | 'F16' | 'BF16' | 'Q8_0' | 'Q4_0' | 'Q4_1' | 'Q5_0' | 'Q5_1' | KQuant;

/** An entry of the tensor directory, checked against the file. */
export interface GgufTensorEntry {
  /** As in the file: `blk.0.attn_q.weight`. */
  readonly name: string;
  readonly type: GgufTensorType;
  /** Slowest dimension first, [rows, columns]: the reverse of the file's order. */
  readonly shape: readonly number[];
  /** From the beginning of the file. */
  readonly offset: number;
  readonly bytes: number;
}

export interface GgufDirectory {
  readonly metadata: GgufMetadata;
  /** By ascending offset. */
  readonly tensors: readonly GgufTensorEntry[];
}
