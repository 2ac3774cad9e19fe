import { heapOf } from './heap-account.ts';

/**
 * The functions of onnxruntime-web's WebAssembly module that `SharedKvRunner` calls, as
 * onnxruntime-web itself declares them (`lib/wasm/wasm-types.ts`). They are not a public interface:
 * `findOrtExports` checks that all are there.
 */
export interface OrtExports {
  readonly HEAPU8: Uint8Array;
  readonly PTR_SIZE: number;
  _malloc(bytes: number): number;
  _free(address: number): void;
  stackSave(): number;
  stackRestore(stack: number): void;
  stackAlloc(bytes: number): number;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, address: number, bytes: number): void;
  UTF8ToString(address: number): string;
  getValue(address: number, type: 'i8'): number;
  _OrtGetLastError(codeAddress: number, messageAddress: number): number;
  _OrtFree(address: number): number;
  _OrtCreateTensor(
    type: number,
    data: number,
    bytes: number,
    dims: number,
    rank: number,
    location: number,
  ): number;
  _OrtGetTensorData(tensor: number, type: number, data: number, dims: number, rank: number): number;
  _OrtReleaseTensor(tensor: number): number;
  _OrtRun(
    session: number,
    inputNames: number,
    inputs: number,
    inputCount: number,
    outputNames: number,
    outputCount: number,
    outputs: number,
    options: number,
  ): number | Promise<number>;
}

const functions = [
  '_malloc',
  '_free',
  'stackSave',
  'stackRestore',
  'stackAlloc',
  'lengthBytesUTF8',
  'stringToUTF8',
  'UTF8ToString',
  'getValue',
  '_OrtGetLastError',
  '_OrtFree',
  '_OrtCreateTensor',
  '_OrtGetTensorData',
  '_OrtReleaseTensor',
  '_OrtRun',
] as const satisfies readonly (keyof OrtExports)[];

/** `module` with its type, or `undefined` if anything in it is missing or pointers are not 32-bit. */
export function findOrtExports(
  module: Readonly<Record<string, unknown>> | undefined,
): OrtExports | undefined {
  if (module?.PTR_SIZE !== 4 || !(module.HEAPU8 instanceof Uint8Array)) return undefined;
  if (!functions.every((name) => typeof module[name] === 'function')) return undefined;
  return module as unknown as OrtExports;
}

/**
 * The memory that a module runs in, where it was seen being made. A thread may have grown it unseen:
 * reading a value renews the module's views.
 */
export function moduleMemory(module: OrtExports): WebAssembly.Memory | undefined {
  module.getValue(0, 'i8');
  return heapOf(module.HEAPU8.buffer);
}
