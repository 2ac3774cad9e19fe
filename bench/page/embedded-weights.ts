import { bytesSource } from '../../models/byte-source.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../models/weights.ts';

const folder = '/models/smollm2-135m-instruct/onnx/';

async function fetched(name: string): Promise<Uint8Array> {
  const response = await fetch(folder + name);
  if (!response.ok) throw new Error(`${name}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The embedded model's weights as they are published. */
export async function embeddedWeights(): Promise<ModelWeights> {
  const graph = 'model_q4.onnx';
  return readOnnx(bytesSource(await fetched(graph)), graph, async (location) =>
    bytesSource(await fetched(location)),
  );
}
