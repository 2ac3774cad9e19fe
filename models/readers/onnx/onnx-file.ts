import { fail, type FeatherweightError } from '../../../core/errors.ts';
import { readExactly, type ByteSource } from '../../byte-source.ts';
import { decodeModel } from '../../onnx/decode.ts';
import { tensorBytes, type OnnxGraph, type OnnxTensor } from '../../onnx/messages.ts';

/** Opens a file of external data by its path relative to the graph's folder. */
export type OpenExternal = (location: string) => Promise<ByteSource>;

/** A graph whose initializers can be read, external data having been checked for being there. */
export class OnnxFile {
  readonly name: string;
  readonly graph: OnnxGraph;
  readonly #external: ReadonlyMap<string, ByteSource>;

  private constructor(name: string, graph: OnnxGraph, external: ReadonlyMap<string, ByteSource>) {
    this.name = name;
    this.graph = graph;
    this.#external = external;
  }

  /**
   * @throws catalogued `model-file-invalid`, `model-file-truncated`, and what `openExternal` throws
   */
  static async open(source: ByteSource, name: string, openExternal: OpenExternal) {
    const { graph } = decodeModel(await readExactly(source, name, 0, source.size), name);
    const external = new Map<string, ByteSource>();
    for (const tensor of graph.initializers) {
      const { data } = tensor;
      if (data.kind === 'inline') continue;
      const file = external.get(data.location) ?? (await openExternal(data.location));
      external.set(data.location, file);
      const end = data.offset + tensorBytes(tensor.type, tensor.shape);
      if (end <= file.size) continue;
      throw fail('model-file-truncated', {
        file: data.location,
        expectedBytes: end,
        actualBytes: file.size,
      });
    }
    return new OnnxFile(name, graph, external);
  }

  invalid(reason: string): FeatherweightError {
    return fail('model-file-invalid', { file: this.name, format: 'onnx', reason });
  }

  unsupported(reason: string): FeatherweightError {
    return fail('model-unsupported', { file: this.name, reason });
  }

  /** @returns the initializer's little-endian bytes, at any alignment, not to be written to */
  async read({ type, shape, data }: OnnxTensor): Promise<Uint8Array> {
    if (data.kind === 'inline') return data.bytes;
    const file = this.#external.get(data.location) as ByteSource;
    return readExactly(file, data.location, data.offset, tensorBytes(type, shape));
  }
}
