import type { InferenceSession } from 'onnxruntime-web/wasm';
import { fail } from '../../../core/errors.ts';
import type { WeightForm } from '../../../core/levels.ts';
import type { DecoderSpec } from '../decoder.ts';
import { describeGraph, type GraphIo, type KvShape } from './graph-io.ts';
import { GpuWatch } from './gpu-watch.ts';
import type { GpuHandle } from './gpu-device.ts';
import type { GraphRunner } from './graph-runner.ts';
import { FixedGpuKv, GrowingKv } from './kv-tensors.ts';
import { findOrtExports, moduleMemory } from './module-exports.ts';
import { OrtDecoder } from './ort-decoder.ts';
import { asOrtFailure } from './ort-errors.ts';
import type { OrtRuntime } from './runtime.ts';
import { SharedKvRunner } from './shared-kv-runner.ts';
import { TensorRunner } from './tensor-runner.ts';

/** A decoder graph with its weights, as onnxruntime takes it. */
export interface DecoderGraph {
  /** The graph's file, named in errors. */
  readonly file: string;
  readonly model: Uint8Array;
  /** External data, `path` as the graph names it. */
  readonly external: readonly { readonly path: string; readonly data: Uint8Array }[];
  readonly form: WeightForm;
  readonly weightBytes: number;
  readonly presentNames: readonly string[];
  /** Whether past and present keys and values may be the same memory (`canShareCache`). */
  readonly sharesCache: boolean;
  readonly vocabularySize: number;
  /** By the configuration, for graphs that leave it open. */
  readonly kvShape?: KvShape | undefined;
}

/** Tokens a prefill takes at once: between them a stop is heard. */
const prefillChunk = 64;

/**
 * Makes a session and the decoder on it. With `gpu` it runs there, else on the CPU.
 *
 * @throws catalogued `memory-refused`, `model-unsupported`, `model-file-invalid`, `webgpu-lost`
 */
export async function openDecoder(
  runtime: OrtRuntime,
  graph: DecoderGraph,
  contextLength: number,
  gpu?: GpuHandle,
): Promise<OrtDecoder> {
  const watch = gpu && new GpuWatch(gpu.device);
  try {
    const opening = createRunner(runtime, graph, contextLength, gpu);
    const runner = await (watch ? watch.during(opening) : opening);
    const spec: DecoderSpec = {
      engine: gpu ? 'webgpu' : 'wasm',
      form: graph.form,
      threads: runtime.threads,
      vocabularySize: graph.vocabularySize,
      contextLength,
      prefillChunk: Math.min(prefillChunk, contextLength),
    };
    const { weightBytes, file } = graph;
    return new OrtDecoder({ spec, runner, weightBytes, file, gpu: watch });
  } catch (error) {
    const reason = await watch?.lossReason();
    if (reason !== undefined) throw fail('webgpu-lost', { stage: 'load', reason }, error);
    throw asOrtFailure(error, 'load', graph.file);
  }
}

async function createRunner(
  runtime: OrtRuntime,
  graph: DecoderGraph,
  contextLength: number,
  gpu: GpuHandle | undefined,
): Promise<GraphRunner> {
  const { session, handle, io } = await createSession(runtime, graph, gpu);
  const { ort } = runtime;
  if (io.vocabularySize !== undefined && io.vocabularySize !== graph.vocabularySize)
    throw fail('model-unsupported', {
      file: graph.file,
      reason: `logits of ${io.vocabularySize} tokens for a vocabulary of ${graph.vocabularySize}`,
    });
  if (gpu) {
    const kv = graph.sharesCache
      ? new FixedGpuKv(ort, io, gpu.device, contextLength)
      : new GrowingKv(ort, io, gpu.device);
    return new TensorRunner(ort, session, io, kv, false);
  }
  const shared =
    graph.sharesCache && handle !== undefined
      ? await trySharedCache(runtime, handle, session, io, contextLength, graph.vocabularySize)
      : undefined;
  return shared ?? new TensorRunner(ort, session, io, new GrowingKv(ort, io), true);
}

/**
 * The runner that calls the module's own exports, after one trial token; `undefined` when anything
 * about them is not as expected.
 */
async function trySharedCache(
  runtime: OrtRuntime,
  handle: number,
  session: InferenceSession,
  io: GraphIo,
  contextLength: number,
  vocabularySize: number,
): Promise<GraphRunner | undefined> {
  const exports = findOrtExports(runtime.exports());
  const memory = exports && moduleMemory(exports);
  if (!memory || io.logitsType !== 'float32') return undefined;
  const runner = new SharedKvRunner(
    exports,
    memory,
    handle,
    session,
    io,
    contextLength,
    vocabularySize,
  );
  try {
    await runner.run([0], 1);
    if (runner.wroteInPlace()) {
      await runner.truncate(0);
      return runner;
    }
  } catch (error) {
    const failure = asOrtFailure(error, 'load', '');
    if (failure.code === 'memory-refused') throw failure;
  }
  runner.release();
  return undefined;
}

interface OpenSession {
  readonly session: InferenceSession;
  /** The session's address in the module, where it could be learned. */
  readonly handle: number | undefined;
  readonly io: GraphIo;
}

async function createSession(
  runtime: OrtRuntime,
  graph: DecoderGraph,
  gpu: GpuHandle | undefined,
): Promise<OpenSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [
      gpu ? { name: 'webgpu', device: gpu.device, validationMode: 'disabled' } : 'wasm',
    ],
    externalData: graph.external.map(({ path, data }) => ({ path, data })),
    graphOptimizationLevel: 'all',
    // Errors only: that shape operators run on the CPU is worth no warning.
    logSeverityLevel: 3,
    // Keys and values that the runtime makes stay on the GPU; only logits are read back.
    ...(gpu && !graph.sharesCache ? { preferredOutputLocation: onGpu(graph.presentNames) } : {}),
  };
  const session = await runtime.ort.InferenceSession.create(graph.model, options);
  const io = describeGraph(
    session.inputMetadata,
    session.outputMetadata,
    graph.file,
    graph.kvShape,
  );
  return { session, handle: runtime.lastSession(), io };
}

const onGpu = (names: readonly string[]): Record<string, 'gpu-buffer'> =>
  Object.fromEntries(names.map((name) => [name, 'gpu-buffer']));
