import type { EventSink, LoadEvent, LoadRequest } from '../../core/contract.ts';
import { FeatherweightError, fail } from '../../core/errors.ts';
import { parallelism, threadsToStart, usableCores } from '../../core/threads.ts';
import { bytes, type EpochMs } from '../../core/units.ts';
import type { OrtEngineId } from '../../core/variant.ts';
import { bytesSource, type ByteSource } from '../../models/byte-source.ts';
import { decodeModel } from '../../models/onnx/decode.ts';
import { readOnnx } from '../../models/readers/onnx/read-onnx.ts';
import type { ModelWeights } from '../../models/weights.ts';
import type { Decoder } from '../decoders/decoder.ts';
import { hasWasmSimd } from '../decoders/ort/browser-support.ts';
import { openGpu, type GpuHandle } from '../decoders/ort/gpu-device.ts';
import { openDecoder, type DecoderGraph } from '../decoders/ort/open.ts';

import { gpuBundle, loadRuntime } from '../decoders/ort/runtime.ts';
import { openStoredModel } from '../import/open-stored-model.ts';
import { convertedAt, weightsAt, type StoredModel } from '../import/stored-model.ts';
import { EventBatch } from '../event-batch.ts';
import type { Loaded } from '../host.ts';
import { Session } from '../session.ts';
import type { StopSignal } from '../stop-signal.ts';
import { withModel } from '../store/locks.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import { chooseForm } from './choose-form.ts';
import { describeModel, HubFolder, kvShape, type HubConfig } from './hub-folder.ts';
import { levelOptions } from './level-options.ts';
import { builtGraph, shippedGraph } from './make-graph.ts';
import { makeLevel } from './make-level.ts';
import {
  checkAddressable,
  deviceMemoryGb,
  fitsDevice,
  heapNeed,
  kvBytes,
} from './memory-budget.ts';
import { getModelFiles } from './model-files.ts';
import { openSimd } from './open-simd.ts';
import { parameterCount } from './parameter-count.ts';
import { StageClock } from './stage-clock.ts';

export interface LoadContext {
  /** When the worker ran its first statement. */
  readonly workerStartedAt: EpochMs;
  readonly stop: StopSignal;
  /** Aborts what waits for the network. */
  readonly signal: AbortSignal;
  readonly emit: EventSink<LoadEvent>;
}

/**
 * Loads a variant: its files from storage or the network, tokenizer, weights at the level, session,
 * and one evaluation whose result is thrown away.
 *
 * @throws catalogued: whatever can go wrong with files, memory, the GPU or the model, and `cancelled`
 */
export function loadVariant(request: LoadRequest, context: LoadContext): Promise<Loaded> {
  const { source } = request;
  const load = (): Promise<Loaded> => loadFiles(request, context);
  // Nobody removes or replaces the files while they are being read.
  return source.installed ? withModel(source.id, 'shared', load) : load();
}

async function loadFiles(request: LoadRequest, context: LoadContext): Promise<Loaded> {
  const { variant, source } = request;
  const events = new EventBatch(context.emit);
  const emit = (event: LoadEvent): void => events.push(event);
  const clock = new StageClock(request.requestedAt, context.workerStartedAt, emit);
  if (!hasWasmSimd()) throw fail('wasm-simd-missing', {});
  const gpu = variant.engine === 'webgpu' ? await openGpu() : undefined;
  if (variant.level === 'fp16' && gpu && !gpu.device.features.has('shader-f16'))
    throw fail('level-unavailable', { level: variant.level, engine: variant.engine });

  const { files, origin, notKept } = await getModelFiles(
    source,
    clock,
    emit,
    context.signal,
    request.fresh,
  );
  clock.enter('parse');
  const stored = await openStoredModel(source, files);
  const folder = await HubFolder.open(source, files, stored?.hubFiles);
  const config = folder.config();
  const tokenizer = folder.tokenizer();
  const contextLength = checkedContext(request.contextLength, config);
  const { decoder, weightBytes, parameters } =
    variant.engine === 'simd'
      ? await openOurs(request, folder, stored, tokenizer, clock, context.stop, emit)
      : await openGraph(
          request,
          variant.engine,
          folder,
          stored,
          tokenizer,
          gpu,
          clock,
          context,
          emit,
        );
  const convertedTypes = stored ? convertedAt(stored, variant.level) : [];
  clock.enter('warmup');
  await warmUp(decoder);
  await letIn(context.stop);

  const figures = clock.finish(origin);
  events.flush();
  const session = new Session(decoder);
  return {
    variant: { variant, tokenizer, session, load: figures },
    result: {
      variant,
      form: decoder.spec.form,
      threads: decoder.spec.threads,
      contextLength,
      model: describeModel(
        config,
        parameters,
        folder.generationDefaults(),
        tokenizer.hasThinkingSwitch,
      ),
      weightBytes: bytes(weightBytes),
      figures,
      memory: decoder.memory(),
      ...(decoder.spec.kvCache && { kvCache: decoder.spec.kvCache }),
      ...(decoder.spec.instructions && { instructions: decoder.spec.instructions }),
      ...(gpu && { gpu: gpu.description }),
      ...(notKept !== undefined && { notKept }),
      ...(convertedTypes.length > 0 && { convertedTypes }),
    },
  };
}

interface Opened {
  readonly decoder: Decoder;
  readonly weightBytes: number;
  readonly parameters: number;
}

/** @throws catalogued `model-unsupported` for a graph whose layers aren't known */
async function openOurs(
  request: LoadRequest,
  folder: HubFolder,
  stored: StoredModel | undefined,
  tokenizer: ChatTokenizer,
  clock: StageClock,
  stop: StopSignal,
  emit: (event: LoadEvent) => void,
): Promise<Opened> {
  const { parameters, weights } = await modelWeights(request, folder, stored);
  const { level } = request.variant;
  const options = levelOptions(level, weights, request.source, tokenizer, stop, emit);
  return { ...(await openSimd(weights, request, clock, options)), parameters };
}

async function modelWeights(
  { source, variant }: LoadRequest,
  folder: HubFolder,
  stored: StoredModel | undefined,
): Promise<{ readonly parameters: number; readonly weights: ModelWeights }> {
  if (stored) return { parameters: stored.parameters, weights: weightsAt(stored, variant.level) };
  const { model, beside, onnx } = await openShipped(folder, source.graph);
  const weights = await readWeights(model, beside, source.graph);
  return { parameters: parameterCount(onnx), weights };
}

async function openGraph(
  request: LoadRequest,
  engine: OrtEngineId,
  folder: HubFolder,
  stored: StoredModel | undefined,
  tokenizer: ChatTokenizer,
  gpu: GpuHandle | undefined,
  clock: StageClock,
  context: LoadContext,
  emit: (event: LoadEvent) => void,
): Promise<Opened> {
  const { graph, parameters } = await makeGraph(
    request,
    engine,
    folder,
    stored,
    tokenizer,
    clock,
    context,
    emit,
  );
  await letIn(context.stop);
  clock.enter('compile');
  const decoder = await openOn(graph, request.threads, request.contextLength, gpu);
  return { decoder, weightBytes: graph.weightBytes, parameters };
}

async function makeGraph(
  { variant, source, form, contextLength }: LoadRequest,
  engine: OrtEngineId,
  folder: HubFolder,
  stored: StoredModel | undefined,
  tokenizer: ChatTokenizer,
  clock: StageClock,
  { stop }: LoadContext,
  emit: (event: LoadEvent) => void,
): Promise<{ readonly graph: DecoderGraph; readonly parameters: number }> {
  const { level } = variant;
  const config = folder.config();
  // On the GPU the cache lies outside the address space.
  const cacheBytes = engine === 'wasm' ? kvBytes(config, contextLength) : 0;
  const shipped = stored ? undefined : await openShipped(folder, source.graph);
  const weights = stored
    ? weightsAt(stored, level)
    : form === 'as-shipped' || !shipped
      ? undefined
      : await readableWeights(shipped.model, shipped.beside, source.graph);
  const parameters = stored?.parameters ?? (shipped ? parameterCount(shipped.onnx) : 0);
  const expandedNeed = heapNeed(parameters * 4, cacheBytes);
  const chosen = chooseForm({
    level,
    engine,
    form,
    shippedLevel: source.shippedLevel,
    readable: weights !== undefined,
    isGraph: !stored,
    expandedFits: () => fitsDevice(expandedNeed, deviceMemoryGb()),
  });
  if (shipped && (chosen === 'as-shipped' || !weights)) {
    const { model, onnx, beside } = shipped;
    const shape = kvShape(config);
    const graph = await shippedGraph(source.graph, model, onnx, beside, config.vocab_size, shape);
    checkAddressable(heapNeed(graph.weightBytes, cacheBytes));
    return { graph, parameters };
  }
  if (!weights) throw fail('level-unavailable', { level, engine });
  if (chosen === 'expanded') checkAddressable(expandedNeed);
  clock.enter('quantize');
  const options = levelOptions(level, weights, source, tokenizer, stop, emit);
  const levelled = await makeLevel(weights, level, options);
  const graph = await builtGraph(levelled, level, chosen, engine, clock, options);
  checkAddressable(heapNeed(graph.weightBytes, cacheBytes));
  return { graph, parameters };
}

/** The model's own graph with the files beside it. */
async function openShipped(folder: HubFolder, file: string) {
  const { model, beside } = await folder.graph();
  return { model, beside, onnx: decodeModel(model, file) };
}

const readWeights = (
  model: Uint8Array,
  beside: ReadonlyMap<string, ByteSource>,
  file: string,
): Promise<ModelWeights> =>
  readOnnx(bytesSource(model), file, (location) => {
    const data = beside.get(location);
    return data
      ? Promise.resolve(data)
      : Promise.reject(fail('model-file-missing', { file: location, status: 404 }));
  });

/** The weights of a graph whose layers are known; any other graph runs as it is. */
async function readableWeights(
  model: Uint8Array,
  beside: ReadonlyMap<string, ByteSource>,
  file: string,
): Promise<ModelWeights | undefined> {
  try {
    return await readWeights(model, beside, file);
  } catch (error) {
    if (error instanceof FeatherweightError && error.code === 'model-unsupported') return undefined;
    throw error;
  }
}

async function openOn(
  graph: DecoderGraph,
  threads: LoadRequest['threads'],
  contextLength: number,
  gpu: GpuHandle | undefined,
): Promise<Decoder> {
  const count = gpu ? 1 : threadsToStart(threads, usableCores(parallelism(globalThis)));
  const runtime = await loadRuntime(gpu ? gpuBundle() : 'wasm', count);
  return openDecoder(runtime, graph, contextLength, gpu);
}

/** Milliseconds. An answer's first 50 tokens gain more, where settings were wrong at first. */
const settlingLimit = 300;

/** Evaluates a few tokens at once and one alone, lets the engine settle, and forgets them. */
async function warmUp(decoder: Decoder): Promise<void> {
  const tokens = Array<number>(Math.min(4, decoder.spec.contextLength - 1)).fill(0);
  if (tokens.length > 0) await decoder.prefill(tokens);
  await decoder.step(0);
  await decoder.truncate(0);
  await decoder.settle?.(settlingLimit);
}

/** @throws catalogued `request-invalid` */
function checkedContext(contextLength: number, config: HubConfig): number {
  const limit = config.max_position_embeddings;
  if (Number.isInteger(contextLength) && contextLength >= 1 && contextLength <= limit)
    return contextLength;
  const reason = `not a whole number from 1 to ${limit}`;
  throw fail('request-invalid', { field: 'contextLength', reason });
}

/** @throws catalogued `cancelled` */
async function letIn(stop: StopSignal): Promise<void> {
  await stop.breathe();
  if (stop.stopped) throw fail('cancelled', {});
}
