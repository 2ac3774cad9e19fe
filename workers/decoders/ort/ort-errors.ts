import { FeatherweightError, fail, type EngineStage } from '../../../core/errors.ts';

/**
 * What a refused allocation looks like: the browsers' RangeErrors (which other mistakes throw too),
 * C++'s std::bad_alloc, Emscripten's abort, onnxruntime's arena, the GPU's out-of-memory error.
 */
const refusals =
  /bad_alloc|Aborted\(OOM\)|out[ -]?of[ -]?memory|could not allocate|failed to allocate|allocation failed|allocation size overflow|Invalid (typed )?array (buffer )?length|BFCArena|table\.grow/i;

const lost =
  /device (was |is )?lost|DeviceLost|lost device|device is destroyed|Device was destroyed/i;

/** The runtime's own files did not come: Emscripten's words, then those of three browsers for a module. */
const unfetched =
  /both async and sync fetching|fetch dynamically imported module|loading dynamically imported module|Importing a module script failed/i;

/** onnxruntime's words for operators that a build lacks, and for graphs that are none. */
const unsupported =
  /not implemented|NOT_IMPLEMENTED|Could not find an implementation|not a registered function|No opset import/i;
const invalid = /INVALID_GRAPH|INVALID_PROTOBUF|protobuf parsing failed|Failed to load model/i;

/** The catalogued error for what onnxruntime or the browser threw. */
export function asOrtFailure(
  thrown: unknown,
  stage: EngineStage,
  file: string,
): FeatherweightError {
  if (thrown instanceof FeatherweightError) return thrown;
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  if (refusals.test(text)) return fail('memory-refused', { stage, neededBytes: null }, thrown);
  if (unfetched.test(text)) return fail('network-failed', { file: 'onnxruntime-web' }, thrown);
  if (lost.test(text)) return fail('webgpu-lost', { stage, reason: text }, thrown);
  if (unsupported.test(text))
    return fail('model-unsupported', { file, reason: firstLine(text) }, thrown);
  if (invalid.test(text))
    return fail('model-file-invalid', { file, format: 'onnx', reason: firstLine(text) }, thrown);
  return fail('internal', { reason: firstLine(text) }, thrown);
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 300);
