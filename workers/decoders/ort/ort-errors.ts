import { FeatherweightError, fail, type EngineStage } from '../../../core/errors.ts';

/**
 * What a refused allocation looks like: the browser's RangeError, C++'s std::bad_alloc, Emscripten's
 * abort, onnxruntime's arena, and the GPU's out-of-memory error.
 */
const refusals =
  /bad_alloc|bad alloc|Aborted\(OOM\)|out of memory|OutOfMemory|could not allocate|failed to allocate|allocation failed|memory access out of bounds.*grow|Array buffer allocation|Invalid typed array length|BFCArena|table\.grow|GPUOutOfMemory/i;

const lost =
  /device (was |is )?lost|DeviceLost|lost device|device is destroyed|Device was destroyed/i;

/** The catalogued error for what onnxruntime or the browser threw. */
export function asOrtFailure(
  thrown: unknown,
  stage: EngineStage,
  file: string,
): FeatherweightError {
  if (thrown instanceof FeatherweightError) return thrown;
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  if (thrown instanceof RangeError || refusals.test(text))
    return fail('memory-refused', { stage, neededBytes: null }, thrown);
  if (lost.test(text)) return fail('webgpu-lost', { stage, reason: text }, thrown);
  if (
    /not implemented|NOT_IMPLEMENTED|is not a registered function|No opset import|kernel/i.test(
      text,
    )
  )
    return fail('model-unsupported', { file, reason: firstLine(text) }, thrown);
  if (/INVALID_GRAPH|INVALID_PROTOBUF|protobuf parsing failed|Failed to load model/i.test(text))
    return fail('model-file-invalid', { file, format: 'onnx', reason: firstLine(text) }, thrown);
  return fail('internal', { reason: firstLine(text) }, thrown);
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300);
