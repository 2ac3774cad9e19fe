import { expect, test } from 'vitest';
import { fail } from '../../../../../core/errors.ts';
import { asOrtFailure } from '../../../../../workers/decoders/ort/ort-errors.ts';

/** Words of browsers, Emscripten and onnxruntime as they come. */
const cases: readonly (readonly [string | Error, string])[] = [
  [new RangeError('Array buffer allocation failed'), 'memory-refused'],
  [new RangeError('WebAssembly.Memory(): could not allocate memory'), 'memory-refused'],
  [
    'no available backend found. ERR: [wasm] RangeError: WebAssembly.Memory(): could not allocate memory',
    'memory-refused',
  ],
  [
    new Error("Can't create a session. ERROR_CODE: 6, ERROR_MESSAGE: std::bad_alloc"),
    'memory-refused',
  ],
  ['RuntimeError: Aborted(OOM). Build with -sASSERTIONS for more info.', 'memory-refused'],
  [
    new Error("Can't create a session. failed to allocate a buffer of size 5000."),
    'memory-refused',
  ],
  ['GPUOutOfMemoryError: ', 'memory-refused'],
  ['Error: device lost: The device was destroyed', 'webgpu-lost'],
  [
    'no available backend found. ERR: [wasm] RuntimeError: Aborted(both async and sync fetching of the wasm failed).',
    'network-failed',
  ],
  [
    new TypeError('Failed to fetch dynamically imported module: https://x/ort.mjs'),
    'network-failed',
  ],
  [new TypeError('error loading dynamically imported module: https://x/ort.mjs'), 'network-failed'],
  [
    "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for GatherBlockQuantized(1) node with name 'x'",
    'model-unsupported',
  ],
  [
    "Can't create a session. ERROR_CODE: 10, ERROR_MESSAGE: INVALID_GRAPH : This is an invalid model.",
    'model-file-invalid',
  ],
  [
    "Can't create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
    'model-file-invalid',
  ],
  [new RangeError('Invalid array buffer length'), 'memory-refused'],
  [new RangeError('WebAssembly.Table.grow(): failed to grow table by 1'), 'memory-refused'],
  [new RangeError('Maximum call stack size exceeded'), 'internal'],
  ['something new', 'internal'],
];

test.each(cases)('%s is %s', (thrown, code) => {
  expect(asOrtFailure(thrown, 'decode', 'model.onnx').code).toBe(code);
});

test('what is catalogued already stays as it is', () => {
  const error = fail('cancelled', {});
  expect(asOrtFailure(error, 'load', 'x')).toBe(error);
});
