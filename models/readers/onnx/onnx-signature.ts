import { decodeModel } from '../../onnx/decode.ts';
import type { OnnxValue } from '../../onnx/messages.ts';

/** What a graph takes and gives. */
export interface OnnxSignature {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Files of external data that its initializers lie in, relative to its own folder. */
  readonly externalFiles: readonly string[];
}

/**
 * Names, element types and shapes of any ONNX graph's inputs and outputs.
 *
 * @param graph bytes of the `.onnx` file
 * @param fileName as it is to be named to a person
 * @throws catalogued `model-file-invalid`
 */
export function readOnnxSignature(graph: Uint8Array, fileName: string): OnnxSignature {
  const { inputs, outputs, initializers } = decodeModel(graph, fileName).graph;
  // Before version 4 of the format, initializers were listed among the inputs too.
  const constants = new Set(initializers.map(({ name }) => name));
  const files = new Set<string>();
  for (const { data } of initializers) if (data.kind === 'external') files.add(data.location);
  return {
    inputs: inputs.filter(({ name }) => !constants.has(name)),
    outputs,
    externalFiles: [...files],
  };
}
