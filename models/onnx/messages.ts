/**
 * The part of ONNX's protobuf messages (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto)
 * that decoder models use, as plain data. What is absent in a file has protobuf's default here.
 */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly producerVersion: string;
  /** Operator sets by domain; the empty domain is `ai.onnx`. */
  readonly opsets: readonly OnnxOpset[];
  readonly metadata: readonly OnnxEntry[];
  readonly graph: OnnxGraph;
}

export interface OnnxOpset {
  readonly domain: string;
  readonly version: number;
}

export interface OnnxEntry {
  readonly key: string;
  readonly value: string;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly values: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly name: string;
  readonly operator: string;
  readonly domain: string;
  /** An empty name is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

interface AttributeValues {
  readonly float: number;
  readonly int: bigint;
  readonly string: string;
  readonly tensor: OnnxTensor;
  readonly graph: OnnxGraph;
  readonly floats: readonly number[];
  readonly ints: readonly bigint[];
  readonly strings: readonly string[];
}
export type AttributeKind = keyof AttributeValues;

export type OnnxAttribute = {
  readonly [Kind in AttributeKind]: {
    readonly name: string;
    readonly kind: Kind;
    readonly value: AttributeValues[Kind];
  };
}[AttributeKind];

export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly data: OnnxTensorData;
}

/**
 * Inline values are little-endian bytes, whatever field the file held them in. External values lie
 * in a file beside the model; `length` is absent where the file doesn't say.
 */
export type OnnxTensorData =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length?: number;
    };

export interface OnnxValue {
  readonly name: string;
  /** `undefined` where the value is no tensor, or its type isn't given. */
  readonly type: ElementType | undefined;
  /** Fixed or symbolic sizes (an empty string where unnamed); `undefined` where the rank is unknown. */
  readonly shape: readonly (number | string)[] | undefined;
}

/** TensorProto.DataType. */
export const elementTypes = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  double: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
  uint4: 21,
  int4: 22,
} as const;
export type ElementType = keyof typeof elementTypes;

const bitsByType: Readonly<Record<ElementType, number>> = {
  float: 32,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  int32: 32,
  int64: 64,
  bool: 8,
  float16: 16,
  double: 64,
  uint32: 32,
  uint64: 64,
  bfloat16: 16,
  uint4: 4,
  int4: 4,
};

/** Bytes that `shape` takes at `type`; two 4-bit values a byte, rounded up. */
export function tensorBytes(type: ElementType, shape: readonly number[]): number {
  const count = shape.reduce((product, size) => product * size, 1);
  return Math.ceil((count * bitsByType[type]) / 8);
}

/** The value of attribute `name`, if the node has one of that kind. */
export function attributeOf<Kind extends AttributeKind>(
  node: OnnxNode,
  name: string,
  kind: Kind,
): AttributeValues[Kind] | undefined {
  const found = node.attributes.find((attribute) => attribute.name === name);
  return found?.kind === kind ? (found.value as AttributeValues[Kind]) : undefined;
}
