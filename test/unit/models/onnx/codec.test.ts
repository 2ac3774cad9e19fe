import { describe, expect, it } from 'vitest';
import { FeatherweightError } from '../../../../core/errors.ts';
import { decodeModel } from '../../../../models/onnx/decode.ts';
import { encodeModel } from '../../../../models/onnx/encode.ts';
import { attributeOf, type OnnxModel } from '../../../../models/onnx/messages.ts';

const model: OnnxModel = {
  irVersion: 9,
  producerName: 'test',
  producerVersion: '1.2',
  opsets: [
    { domain: '', version: 18 },
    { domain: 'com.microsoft', version: 1 },
  ],
  metadata: [{ key: 'language', value: '한국어' }],
  graph: {
    name: 'g',
    nodes: [
      {
        name: 'n',
        operator: 'If',
        domain: 'com.microsoft',
        inputs: ['a', '', 'b'],
        outputs: ['c'],
        attributes: [
          { name: 'float', kind: 'float', value: 0.5 },
          { name: 'int', kind: 'int', value: -(2n ** 63n) },
          { name: 'string', kind: 'string', value: 'é' },
          { name: 'floats', kind: 'floats', value: [1, -2] },
          { name: 'ints', kind: 'ints', value: [0n, -1n, 2n ** 63n - 1n] },
          { name: 'strings', kind: 'strings', value: ['x', ''] },
          {
            name: 'graph',
            kind: 'graph',
            value: {
              name: 'inner',
              nodes: [],
              initializers: [],
              inputs: [],
              outputs: [],
              values: [],
            },
          },
          {
            name: 'tensor',
            kind: 'tensor',
            value: {
              name: 't',
              type: 'int64',
              shape: [],
              data: { kind: 'inline', bytes: new Uint8Array(8).fill(3) },
            },
          },
        ],
      },
    ],
    initializers: [
      {
        name: 'w',
        type: 'uint4',
        shape: [3, 3],
        data: { kind: 'inline', bytes: Uint8Array.of(1, 2, 3, 4, 5) },
      },
      {
        name: 'e',
        type: 'float16',
        shape: [2, 4],
        data: { kind: 'external', location: 'model.onnx_data', offset: 2 ** 33, length: 16 },
      },
    ],
    inputs: [{ name: 'a', type: 'int64', shape: ['batch', 4, ''] }],
    outputs: [{ name: 'c', type: 'float', shape: [] }],
    values: [{ name: 'b', type: undefined, shape: undefined }],
  },
};

const codeOf = (call: () => unknown): string => {
  try {
    call();
  } catch (error) {
    if (error instanceof FeatherweightError) return error.code;
    throw error;
  }
  return 'none';
};

describe('ONNX codec', () => {
  it('gives back what it wrote, and the same bytes again', () => {
    const bytes = encodeModel(model);
    expect(decodeModel(bytes, 'm')).toEqual(model);
    expect(encodeModel(decodeModel(bytes, 'm'))).toEqual(bytes);
  });

  it('finds attributes by name and kind only', () => {
    const node = model.graph.nodes[0];
    expect(node && attributeOf(node, 'float', 'float')).toBe(0.5);
    expect(node && attributeOf(node, 'float', 'int')).toBeUndefined();
    expect(node && attributeOf(node, 'none', 'int')).toBeUndefined();
  });

  it('reads packed and unpacked numbers, and values in typed fields', () => {
    // Fields by hand, as protobuf's own encoders pack them: tag, length, content.
    const message = (field: number, ...content: number[]) => [
      (field << 3) | 2,
      content.length,
      ...content,
    ];
    const dims = message(1, 2, 1);
    const tensors = [
      message(5, ...dims, 0x10, 1, ...message(4, 0, 0, 128, 63, 0, 0, 0, 192), ...message(8, 97)),
      message(5, ...dims, 0x10, 10, 0x28, 0x80, 0x78, 0x28, 1, ...message(8, 98)),
      message(
        5,
        ...dims,
        0x10,
        7,
        ...message(7, 5, ...Array<number>(9).fill(255), 1),
        ...message(8, 99),
      ),
    ];
    const bytes = Uint8Array.from([
      0x08,
      9,
      ...message(7, ...tensors.flat()),
      ...message(8, 0x10, 18),
    ]);
    const data = decodeModel(bytes, 'm').graph.initializers.map((tensor) =>
      tensor.data.kind === 'inline' ? Array.from(tensor.data.bytes) : [],
    );
    expect(data).toEqual([
      [0, 0, 128, 63, 0, 0, 0, 192],
      [0x00, 0x3c, 1, 0],
      [5, 0, 0, 0, 0, 0, 0, 0, ...Array<number>(8).fill(255)],
    ]);
  });

  it('skips fields that it does not know', () => {
    const unknown = Uint8Array.of(
      0xf8,
      0x06,
      1,
      0xfa,
      0x06,
      1,
      0,
      0xfd,
      0x06,
      0,
      0,
      0,
      0,
      0xf9,
      0x06,
    );
    const bytes = Uint8Array.from([...encodeModel(model), ...unknown, ...new Uint8Array(8)]);
    expect(decodeModel(bytes, 'm')).toEqual(model);
  });
});

describe('hostile ONNX bytes', () => {
  const bytes = encodeModel(model);

  it.each([
    ['nothing', []],
    ['a field number of 0', [0x00]],
    ['a number without end', [0x08, ...Array<number>(20).fill(0x80)]],
    ['a number of more than 64 bits', [0x08, ...Array<number>(9).fill(0xff), 0x7f]],
    ['a length beyond the end', [0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a length of 2^63', [0x3a, ...Array<number>(9).fill(0xff), 0x01]],
    ['an obsolete group', [0x0b]],
    ['a wrong wire type for the version', [0x0a, 1, 9]],
    ['a wrong wire type for the graph', [0x38, 1]],
    ['text that is not UTF-8', [0x12, 1, 0xff]],
    ['a negative version', [0x08, ...Array<number>(9).fill(0xff), 0x01]],
  ])('refuses %s', (_, start) => {
    expect(codeOf(() => decodeModel(Uint8Array.from(start), 'm'))).toBe('model-file-invalid');
  });

  it('refuses every truncation', () => {
    for (let length = 0; length < bytes.length; length++) {
      const code = codeOf(() => decodeModel(bytes.subarray(0, length), 'm'));
      // Between the trailing metadata's fields a prefix is a whole model.
      if (code !== 'none') expect(code).toBe('model-file-invalid');
      else expect(length).toBeGreaterThan(bytes.length - 64);
    }
  });

  it('ends every flipped byte with a model or a catalogued error', () => {
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      for (const mask of [0x01, 0x80, 0xff]) {
        flipped[at] = (bytes[at] as number) ^ mask;
        expect(['none', 'model-file-invalid']).toContain(codeOf(() => decodeModel(flipped, 'm')));
      }
    }
  });

  it('refuses messages nested without end', () => {
    let inner: number[] = [];
    // node (1) > attribute (5) > graph (6), over and over
    for (let depth = 0; depth < 40; depth++) {
      for (const tag of [0x32, 0x2a, 0x0a]) {
        const length = inner.length;
        inner = [tag, (length & 0x7f) | 0x80, length >> 7, ...inner];
      }
    }
    const length = inner.length;
    const nested = Uint8Array.from([0x3a, (length & 0x7f) | 0x80, length >> 7, ...inner]);
    expect(codeOf(() => decodeModel(nested, 'm'))).toBe('model-file-invalid');
  });

  const withTensor = (change: object): OnnxModel => ({
    ...model,
    graph: {
      ...model.graph,
      initializers: model.graph.initializers.map((tensor, i) =>
        i === 0 ? { ...tensor, ...change } : tensor,
      ),
    },
  });

  it.each([
    ['dims whose product overflows', { shape: [2 ** 40, 2 ** 40] }],
    ['values that do not fill the shape', { shape: [7] }],
    ['the name of another', { name: 'e' }],
    ...['', '/etc/x', '../x', 'a/../../x', 'C:x', 'a\\x', './'].map((location) => [
      `data at "${location}"`,
      { shape: [1], type: 'int8', data: { kind: 'external', location, offset: 0 } },
    ]),
    [
      'a length that differs from the shape',
      {
        shape: [1],
        data: { kind: 'external', location: 'd', offset: 0, length: 5 },
      },
    ],
    ['a negative offset', { shape: [1], data: { kind: 'external', location: 'd', offset: -1 } }],
  ] as [string, object][])('refuses a tensor with %s', (_, change) => {
    const hostile = encodeModel(withTensor(change));
    expect(codeOf(() => decodeModel(hostile, 'm'))).toBe('model-file-invalid');
  });
});
