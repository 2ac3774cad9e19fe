/** What the engine was doing when something failed. */
export type EngineStage = 'load' | 'prefill' | 'decode' | 'idle';

/**
 * Every failure that is expected somewhere, with the parameters that its sentence needs.
 * `src/i18n/errors.ts` holds the sentences, exhaustively by code.
 */
export interface ErrorParameters {
  /** The browser has no WebAssembly SIMD: nothing here can run. */
  'wasm-simd-missing': Readonly<Record<string, never>>;
  'webgpu-unavailable': { readonly reason: 'no-api' | 'no-adapter' | 'no-device' };
  /** The GPU device was lost; `reason` is the browser's own message. */
  'webgpu-lost': { readonly stage: EngineStage; readonly reason: string };
  /** An allocation was refused. */
  'memory-refused': { readonly stage: EngineStage; readonly neededBytes: number | null };
  /** Known before loading: more than a 32-bit address space can hold. */
  'memory-limit': { readonly neededBytes: number; readonly limitBytes: number };
  /** The worker ended without an answer: a crash, or the browser took its memory back. */
  'worker-died': { readonly stage: EngineStage };
  /** The server has no such file (`status` is the HTTP status). */
  'model-file-missing': { readonly file: string; readonly status: number };
  'model-file-truncated': {
    readonly file: string;
    readonly expectedBytes: number;
    readonly actualBytes: number;
  };
  /** Right length, wrong content. */
  'model-file-altered': { readonly file: string };
  /** Not a well-formed file of its format; `reason` is a short technical phrase in English. */
  'model-file-invalid': {
    readonly file: string;
    readonly format: 'onnx' | 'gguf' | 'safetensors' | 'json' | 'tokenizer' | 'level';
    readonly reason: string;
  };
  /** A Python pickle (.bin, .pt, .pth, .ckpt): loading one can run any program that it holds. */
  'model-file-pickle': { readonly file: string };
  'model-architecture-unknown': { readonly file: string; readonly architecture: string };
  /** A tensor type, operator or graph input that no engine here can run. */
  'model-unsupported': { readonly file: string; readonly reason: string };
  /** The format to export to has no type that holds these weights without rounding. */
  'export-inexact': { readonly tensor: string };
  /** Weights that hold NaN or infinity. */
  'model-weights-not-finite': { readonly tensor: string };
  /** This level can't be made from these weights or can't run on this engine. */
  'level-unavailable': { readonly level: string; readonly engine: string };
  /** A row that doesn't fall into the blocks of 32 that the level cuts it into. */
  'level-needs-blocks': {
    readonly level: string;
    readonly tensor: string;
    readonly columns: number;
  };
  /** No response at all: offline, or the server can't be reached. */
  'network-failed': { readonly file: string };
  'prompt-empty': Readonly<Record<string, never>>;
  'prompt-too-long': { readonly promptTokens: number; readonly contextLength: number };
  /** A benchmark's depth, prompt and generation together. */
  'test-too-long': { readonly tokens: number; readonly contextLength: number };
  /** A request outside the model's or the engine's limits; `field` names it. */
  'request-invalid': { readonly field: string; readonly reason: string };
  /** The model's own chat template threw. */
  'chat-template-failed': { readonly reason: string };
  /** A text to evaluate that is none: nothing in it, or bytes that are no UTF-8 text. */
  'text-invalid': {
    readonly file: string;
    readonly problem: 'empty' | 'binary' | 'not-utf8';
  };
  /** A file of multiple-choice questions without one that can be used. */
  'questions-invalid': {
    readonly file: string;
    readonly problem: 'empty' | 'binary' | 'not-utf8' | 'no-usable-line';
  };
  /** A reference's log-probabilities are not on the device any more. */
  'reference-missing': { readonly chunk: number };
  /**
   * A file of measured evidence that can't be read. `where` is a path into it, for `later-version` the
   * version; empty for the others.
   */
  'evidence-invalid': {
    readonly problem: 'not-json' | 'not-ours' | 'later-version' | 'malformed';
    readonly where: string;
  };
  /** Text that is neither `owner/name` nor an address. */
  'address-invalid': { readonly text: string };
  /** The page's Content-Security-Policy doesn't let it reach this host. */
  'address-not-allowed': { readonly host: string };
  'hub-model-missing': { readonly repository: string; readonly host: string };
  /** A repository without a file that could be a model here. */
  'hub-no-variants': { readonly repository: string };
  /** A listing that is none; `reason` is a short technical phrase in English. */
  'hub-answer-invalid': { readonly host: string; readonly reason: string };
  'hub-file-missing': { readonly file: string; readonly host: string };
  /** 401 or 403: private, or a licence has to be accepted on the hub first. */
  'model-access-denied': { readonly host: string; readonly status: number };
  /** 429, also after waiting. */
  'server-busy': { readonly host: string };
  /** Any other refusal, also after trying again. */
  'server-error': { readonly host: string; readonly status: number };
  /** A web page came in place of a model file. */
  'model-file-is-page': { readonly file: string; readonly host: string };
  /** The server's file has another length than its listing says. */
  'model-file-length-differs': {
    readonly file: string;
    readonly expectedBytes: number;
    readonly actualBytes: number;
  };
  /** Connected, but nothing came for this long. */
  'connection-stalled': { readonly host: string; readonly seconds: number };
  /** A file on the person's disk that was moved or changed since it was chosen. */
  'file-unreadable': { readonly file: string };
  /** `freeBytes` is `null` where the browser doesn't tell. */
  'storage-short': { readonly neededBytes: number; readonly freeBytes: number | null };
  /** The browser's file system refused something else; `reason` is its own message. */
  'storage-failed': { readonly reason: string };
  /** A file that was on the device is gone or short: the browser made room, or the person cleared data. */
  'model-evicted': { readonly model: string; readonly file: string };
  /** Another tab is loading, fetching or changing this model. */
  'model-busy': { readonly model: string };
  'model-not-installed': { readonly model: string };
  /** Another tab holds some of what was to be deleted; `what` names it. */
  'deletion-incomplete': { readonly what: string };
  /** IndexedDB can't be opened: a private window, or blocked by settings. */
  'storage-blocked': Readonly<Record<string, never>>;
  'storage-full': Readonly<Record<string, never>>;
  /** The person, or the page for the person, stopped it. */
  cancelled: Readonly<Record<string, never>>;
  /** A programming error that reached a boundary. */
  internal: { readonly reason: string };
}

export type ErrorCode = keyof ErrorParameters;

export const errorCodes: readonly ErrorCode[] = Object.keys({
  'wasm-simd-missing': 0,
  'webgpu-unavailable': 0,
  'webgpu-lost': 0,
  'memory-refused': 0,
  'memory-limit': 0,
  'worker-died': 0,
  'model-file-missing': 0,
  'model-file-truncated': 0,
  'model-file-altered': 0,
  'model-file-invalid': 0,
  'model-file-pickle': 0,
  'model-architecture-unknown': 0,
  'model-unsupported': 0,
  'export-inexact': 0,
  'model-weights-not-finite': 0,
  'level-unavailable': 0,
  'level-needs-blocks': 0,
  'network-failed': 0,
  'prompt-empty': 0,
  'prompt-too-long': 0,
  'test-too-long': 0,
  'request-invalid': 0,
  'chat-template-failed': 0,
  'text-invalid': 0,
  'questions-invalid': 0,
  'reference-missing': 0,
  'evidence-invalid': 0,
  'address-invalid': 0,
  'address-not-allowed': 0,
  'hub-model-missing': 0,
  'hub-no-variants': 0,
  'hub-answer-invalid': 0,
  'hub-file-missing': 0,
  'model-access-denied': 0,
  'server-busy': 0,
  'server-error': 0,
  'model-file-is-page': 0,
  'model-file-length-differs': 0,
  'connection-stalled': 0,
  'file-unreadable': 0,
  'storage-short': 0,
  'storage-failed': 0,
  'model-evicted': 0,
  'model-busy': 0,
  'model-not-installed': 0,
  'deletion-incomplete': 0,
  'storage-blocked': 0,
  'storage-full': 0,
  cancelled: 0,
  internal: 0,
} satisfies Record<ErrorCode, 0>) as ErrorCode[];

/** A code with its parameters: the discriminated union that switches over. */
export type Failure = {
  readonly [Code in ErrorCode]: {
    readonly code: Code;
    readonly parameters: ErrorParameters[Code];
  };
}[ErrorCode];

/** A catalogued error. `message` is for developers and diagnostics; people read the sentence made from `failure`. */
export class FeatherweightError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { readonly cause?: unknown }) {
    super(`${failure.code} ${JSON.stringify(failure.parameters)}`, options);
    this.name = 'FeatherweightError';
    this.failure = failure;
  }

  get code(): ErrorCode {
    return this.failure.code;
  }
}

/** Makes a catalogued error: `throw fail('prompt-empty', {})`. */
export function fail<Code extends ErrorCode>(
  code: Code,
  parameters: ErrorParameters[Code],
  cause?: unknown,
): FeatherweightError {
  return new FeatherweightError(
    { code, parameters } as Failure,
    cause === undefined ? {} : { cause },
  );
}

/** The catalogued error that `thrown` is, or `internal` around anything else. */
export function asFeatherweightError(thrown: unknown): FeatherweightError {
  if (thrown instanceof FeatherweightError) return thrown;
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return fail('internal', { reason }, thrown);
}
