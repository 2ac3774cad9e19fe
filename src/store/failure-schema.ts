import * as v from 'valibot';
import {
  errorCodes,
  type EngineStage,
  type ErrorCode,
  type ErrorParameters,
  type Failure,
} from '../../core/errors.ts';

/** Reasons are runtimes' own messages, and may be long. */
const text = v.pipe(v.string(), v.maxLength(5000));
const finite = v.pipe(v.number(), v.finite());
const stage = v.picklist(['load', 'prefill', 'decode', 'idle'] satisfies EngineStage[]);

/** What each sentence needs: without it a file could make one say nothing, or `undefined`. */
const parameters: {
  readonly [Code in ErrorCode]: {
    readonly [Key in keyof ErrorParameters[Code]]: v.GenericSchema<
      unknown,
      ErrorParameters[Code][Key]
    >;
  };
} = {
  'wasm-simd-missing': {},
  'webgpu-unavailable': { reason: v.picklist(['no-api', 'no-adapter', 'no-device']) },
  'webgpu-lost': { stage, reason: text },
  'memory-refused': { stage, neededBytes: v.nullable(finite) },
  'memory-limit': { neededBytes: finite, limitBytes: finite },
  'worker-died': { stage },
  'model-file-missing': { file: text, status: finite },
  'model-file-truncated': { file: text, expectedBytes: finite, actualBytes: finite },
  'model-file-altered': { file: text },
  'model-file-invalid': {
    file: text,
    format: v.picklist(['onnx', 'gguf', 'safetensors', 'json', 'tokenizer', 'level']),
    reason: text,
  },
  'model-file-pickle': { file: text },
  'model-architecture-unknown': { file: text, architecture: text },
  'model-unsupported': { file: text, reason: text },
  'export-inexact': { tensor: text },
  'model-weights-not-finite': { tensor: text },
  'level-unavailable': { level: text, engine: text },
  'level-needs-blocks': { level: text, tensor: text, columns: finite },
  'network-failed': { file: text },
  'prompt-empty': {},
  'prompt-too-long': { promptTokens: finite, contextLength: finite },
  'test-too-long': { tokens: finite, contextLength: finite },
  'request-invalid': { field: text, reason: text },
  'chat-template-failed': { reason: text },
  'text-invalid': { file: text, problem: v.picklist(['empty', 'binary', 'not-utf8']) },
  'questions-invalid': {
    file: text,
    problem: v.picklist(['empty', 'binary', 'not-utf8', 'no-usable-line']),
  },
  'reference-missing': { chunk: finite },
  'evidence-invalid': {
    problem: v.picklist(['not-json', 'not-ours', 'later-version', 'malformed']),
    where: text,
  },
  'address-invalid': { text },
  'address-not-allowed': { host: text },
  'hub-model-missing': { repository: text, host: text },
  'hub-no-variants': { repository: text },
  'hub-answer-invalid': { host: text, reason: text },
  'hub-file-missing': { file: text, host: text },
  'model-access-denied': { host: text, status: finite },
  'server-busy': { host: text },
  'server-error': { host: text, status: finite },
  'model-file-is-page': { file: text, host: text },
  'model-file-length-differs': { file: text, expectedBytes: finite, actualBytes: finite },
  'connection-stalled': { host: text, seconds: finite },
  'file-unreadable': { file: text },
  'storage-short': { neededBytes: finite, freeBytes: v.nullable(finite) },
  'storage-failed': { reason: text },
  'model-evicted': { model: text, file: text },
  'model-busy': { model: text },
  'model-not-installed': { model: text },
  'deletion-incomplete': { what: text },
  'storage-blocked': {},
  'storage-full': {},
  cancelled: {},
  internal: { reason: text },
};

/** A failure from storage or a file: of a known code, with all that its sentence says. */
export const failureSchema = v.variant(
  'code',
  errorCodes.map((code) =>
    v.object({ code: v.literal(code), parameters: v.object(parameters[code] as v.ObjectEntries) }),
  ),
) as unknown as v.GenericSchema<unknown, Failure>;
