import { beforeAll, expect, test } from 'vitest';
import { FeatherweightError, type ErrorCode } from '../../../../../core/errors.ts';
import { buildOnnx, type OnnxFiles } from '../../../../../models/graph/build.ts';
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../../../../../models/onnx/messages.ts';
import { uniformNumbers } from '../../../../fixtures/models/random.ts';
import { tinyLlama, tinyShapes } from '../../../../fixtures/models/tiny-llama.ts';
import { changedGraph, readFiles } from './onnx-files.ts';

const config = tinyShapes['grouped 3/1, tied'];
let good: OnnxFiles;

beforeAll(async () => {
  const weights = tinyLlama(config, 'q4', 11);
  good = await buildOnnx(weights, { level: 'q4', form: 'as-shipped', target: 'wasm' });
});

/** The code with which files are refused, or `undefined`; anything uncatalogued fails the test. */
async function refusal(files: OnnxFiles): Promise<ErrorCode | undefined> {
  try {
    const weights = await readFiles(files);
    for (const name of weights.names) await weights.read(name);
    return undefined;
  } catch (error) {
    if (error instanceof FeatherweightError) return error.code;
    throw error;
  }
}

const withNodes = (change: (node: OnnxNode) => OnnxNode | readonly OnnxNode[]): OnnxFiles =>
  changedGraph(good, (graph) => ({ ...graph, nodes: graph.nodes.flatMap(change) }));

const withInitializers = (change: (tensor: OnnxTensor) => readonly OnnxTensor[]): OnnxFiles =>
  changedGraph(good, (graph) => ({ ...graph, initializers: graph.initializers.flatMap(change) }));

/** Changes every node of an operator. */
const withOperator = (operator: string, change: (node: OnnxNode) => OnnxNode): OnnxFiles =>
  withNodes((node) => (node.operator === operator ? change(node) : node));

const withAttribute = (node: OnnxNode, attribute: OnnxAttribute): OnnxNode => ({
  ...node,
  attributes: [...node.attributes.filter(({ name }) => name !== attribute.name), attribute],
});

test('the untouched files are read', async () => {
  expect(await refusal(good)).toBeUndefined();
});

test('not an ONNX file at all', async () => {
  for (const text of ['', '<!doctype html><title>404</title>', 'GGUF\u0003\0\0\0']) {
    const model = new TextEncoder().encode(text);
    expect(await refusal({ ...good, model })).toBe('model-file-invalid');
  }
});

test('a file of external data missing, cut off, or shorter than an offset', async () => {
  expect(await refusal({ ...good, external: [] })).toBe('model-file-missing');
  for (const length of [0, 100, -1]) {
    const external = good.external.map(({ path, data }) => ({ path, data: data.slice(0, length) }));
    expect(await refusal({ ...good, external })).toBe('model-file-truncated');
  }
  const far = withInitializers((tensor) => [
    tensor.data.kind === 'external'
      ? { ...tensor, data: { ...tensor.data, offset: Number.MAX_SAFE_INTEGER } }
      : tensor,
  ]);
  expect(await refusal(far)).toBe('model-file-truncated');
});

test('external data outside the folder', async () => {
  for (const location of ['../secret', '/etc/passwd', 'a/../../b', 'C:\\x', '']) {
    const files = withInitializers((tensor) => [
      tensor.data.kind === 'external' ? { ...tensor, data: { ...tensor.data, location } } : tensor,
    ]);
    expect(await refusal(files)).toBe('model-file-invalid');
  }
});

test('dimensions that do not fit the data', async () => {
  const files = withInitializers((tensor) => [
    tensor.name.endsWith('up_proj.weight.quants')
      ? { ...tensor, shape: tensor.shape.map((size) => size * 2 ** 20) }
      : tensor,
  ]);
  expect(await refusal(files)).toBe('model-file-invalid');
});

test('an initializer missing, or there twice', async () => {
  const gone = withInitializers((one) =>
    one.name.endsWith('0.mlp.up_proj.weight.scales') ? [] : [one],
  );
  expect(await refusal(gone)).toBe('model-file-invalid');
  expect(await refusal(withInitializers((one) => [one, one]))).toBe('model-file-invalid');
});

test('a cycle', async () => {
  const files = withNodes((node) =>
    node.name === '/model/layers.0/mlp/up_proj/MatMulNBits'
      ? { ...node, inputs: ['/model/layers.1/mlp/Mul/output_0', ...node.inputs.slice(1)] }
      : node,
  );
  expect(await refusal(files)).toBe('model-file-invalid');
  const reversed = changedGraph(good, (graph) => ({ ...graph, nodes: graph.nodes.toReversed() }));
  expect(await refusal(reversed)).toBe('model-file-invalid');
});

test('an output that nothing makes', async () => {
  const files = withNodes((node) => (node.outputs.includes('logits') ? [] : node));
  expect(await refusal(files)).toBe('model-file-invalid');
});

test('matrix sizes that disagree with the weights', async () => {
  for (const name of ['K', 'N', 'block_size'] as const) {
    for (const value of [0n, -1n, 64n, 2n ** 40n]) {
      const files = withOperator('MatMulNBits', (node) =>
        withAttribute(node, { name, kind: 'int', value }),
      );
      expect(await refusal(files)).toMatch(/^model-(file-invalid|unsupported)$/);
    }
  }
});

test('head counts that make no sense', async () => {
  for (const [name, value] of [
    ['num_heads', 0n],
    ['num_heads', 2n ** 40n],
    ['kv_num_heads', 2n],
    ['kv_num_heads', -1n],
  ] as const) {
    const files = withOperator('GroupQueryAttention', (node) =>
      withAttribute(node, { name, kind: 'int', value }),
    );
    expect(await refusal(files)).toBe('model-file-invalid');
  }
});

/** Graphs that are well-formed, and run, but compute something else than Llama. */
const otherDecoders: Readonly<Record<string, () => OnnxFiles>> = {
  'another activation': () => withOperator('Sigmoid', (node) => ({ ...node, operator: 'Tanh' })),
  'a window of attention': () =>
    withOperator('GroupQueryAttention', (node) =>
      withAttribute(node, { name: 'local_window_size', kind: 'int', value: 16n }),
    ),
  'interleaved rotary embedding': () =>
    withOperator('GroupQueryAttention', (node) =>
      withAttribute(node, { name: 'rotary_interleaved', kind: 'int', value: 1n }),
    ),
  'another attention scale': () =>
    withOperator('GroupQueryAttention', (node) =>
      withAttribute(node, { name: 'scale', kind: 'float', value: 0.5 }),
    ),
  'a scaled residual': () =>
    withNodes((node) =>
      node.name === '/model/layers.1/mlp/down_proj/MatMulNBits'
        ? [
            { ...node, outputs: ['unscaled'] },
            {
              name: 'scaling',
              operator: 'Mul',
              domain: '',
              inputs: ['unscaled', 'unscaled'],
              outputs: node.outputs,
              attributes: [],
            },
          ]
        : node,
    ),
  'a residual that leaves the attention out': () =>
    withNodes((node) =>
      node.name === '/model/norm/SkipSimplifiedLayerNormalization'
        ? { ...node, inputs: [node.inputs[1] ?? '', ...node.inputs.slice(1)] }
        : node,
    ),
  'no attention operator known here': () =>
    withOperator('GroupQueryAttention', (node) => ({ ...node, operator: 'Attention' })),
  'a bias in a linear layer': () =>
    withOperator('MatMulNBits', (node) => ({
      ...node,
      inputs: [...node.inputs, ...Array<string>(5 - node.inputs.length).fill(''), 'cos_cache'],
    })),
  'a scaled rotary embedding': () =>
    withInitializers((tensor) => {
      if (tensor.name !== 'sin_cache' || tensor.data.kind !== 'external') return [tensor];
      // Another constant of the right size stands for a table that no theta explains.
      return [{ ...tensor, data: { ...tensor.data, offset: 0 } }];
    }),
};

test.each(Object.entries(otherDecoders))('%s is not read as Llama', async (_, make) => {
  expect(await refusal(make())).toBe('model-unsupported');
});

test('weights that are not finite', async () => {
  const scales = 'model.layers.2.mlp.gate_proj.weight.scales';
  const files = withInitializers((tensor) => {
    if (tensor.name !== scales) return [tensor];
    const bytes = new Uint8Array(tensor.shape.reduce((a, b) => a * b, 2)).fill(0x7c);
    return [{ ...tensor, data: { kind: 'inline', bytes } }];
  });
  expect(await refusal(files)).toBe('model-weights-not-finite');
});

test('hundreds of random changes: read or refused, never worse', async () => {
  const uniform = uniformNumbers(12);
  const codes = new Set<ErrorCode | undefined>();
  for (let i = 0; i < 300; i++) {
    const model = good.model.slice();
    for (let change = 0; change <= i % 3; change++) {
      model[Math.floor(uniform() * model.length)] = Math.floor(uniform() * 256);
    }
    codes.add(await refusal({ ...good, model }));
  }
  for (let length = 1; length < good.model.length; length += 211) {
    codes.add(await refusal({ ...good, model: good.model.subarray(0, length) }));
  }
  expect(codes).toContain('model-file-invalid');
});
