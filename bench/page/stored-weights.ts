import { bytesSource, fileSource } from '../../models/byte-source.ts';
import { inKernelForm } from '../../models/levels/kernel-form.ts';
import { readGguf } from '../../models/readers/gguf/read-gguf.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../models/weights.ts';

const folder = '/models/smollm2-135m-instruct/onnx/';

async function fetched(address: string): Promise<Blob> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: HTTP ${response.status}`);
  return response.blob();
}

/** The embedded model's weights as they are published. */
export async function embeddedWeights(): Promise<ModelWeights> {
  const graph = 'model_q4.onnx';
  const source = async (name: string) =>
    bytesSource(new Uint8Array(await (await fetched(folder + name)).arrayBuffer()));
  return readOnnx(await source(graph), graph, source);
}

/** A GGUF file's weights, as the app runs them at the file's own level; read from the browser's own store. */
export async function ggufWeights(address: string): Promise<ModelWeights> {
  const { weights } = await readGguf(fileSource(await fetched(address)), address);
  return inKernelForm(weights);
}
