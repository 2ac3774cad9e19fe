import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { FeatherweightError, type ErrorCode } from '../../../../core/errors.ts';
import { bytesSource, type ByteSource } from '../../../../models/byte-source.ts';
import { buildOnnx, type OnnxFiles } from '../../../../models/graph/build.ts';
import { decodeModel } from '../../../../models/onnx/decode.ts';
import { readOnnxSignature } from '../../../../models/readers/onnx/onnx-signature.ts';
import { readOnnx } from '../../../../models/readers/onnx/read-onnx.ts';
import {
  formatOfFile,
  openCheckpoint,
  openGgufModel,
} from '../../../../workers/import/stored-model.ts';
import { parameterCount } from '../../../../workers/load/parameter-count.ts';
import { writeGguf } from '../../../fixtures/gguf/gguf-writer.ts';
import { tinyLlama as tinyGguf } from '../../../fixtures/gguf/tiny-llama.ts';
import { mutations } from '../../../fixtures/models/mutate.ts';
import { tinyLlama, tinyShapes } from '../../../fixtures/models/tiny-llama.ts';

const full = process.env.FEATHERWEIGHT_FULL === '1';
const count = full ? 100_000 : 400;
const timeout = full ? 3_600_000 : 60_000;

/** Beyond the file itself, before it is refused. */
const mostMemory = 64 * 2 ** 20;

/** Fails the test when a reader asks for more than there is. */
function strictSource(file: Uint8Array): ByteSource {
  const source = bytesSource(file);
  return {
    size: source.size,
    read: (offset, length) => {
      if (length > file.length) throw new Error(`${length} bytes asked of ${file.length}`);
      return source.read(offset, length);
    },
  };
}

const memory = (): number => {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

/**
 * Reads `count` altered copies: each is read or refused with a catalogued error, in bounded memory.
 *
 * @returns how often each came out
 */
async function fuzz(
  file: Uint8Array,
  headBytes: number,
  seed: number,
  read: (altered: Uint8Array) => Promise<void>,
): Promise<ReadonlyMap<ErrorCode | 'read', number>> {
  const outcomes = new Map<ErrorCode | 'read', number>();
  const altered = mutations(file, headBytes, seed);
  for (let i = 0; i < count; i++) {
    const copy = altered.next().value;
    const before = memory();
    let outcome: ErrorCode | 'read' = 'read';
    try {
      await read(copy);
    } catch (error) {
      if (!(error instanceof FeatherweightError) || error.code === 'internal') {
        throw new Error(`input ${i} of seed ${seed}`, { cause: error });
      }
      outcome = error.code;
    }
    const grown = memory() - before;
    if (grown > mostMemory + copy.length) throw new Error(`input ${i}: ${grown} bytes more`);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  if (full) console.log(seed, Object.fromEntries(outcomes));
  return outcomes;
}

describe(`${count} altered files: read, or refused with a catalogued error in bounded memory`, () => {
  test(
    'GGUF, weights and tokenizer',
    async () => {
      const gguf = tinyGguf();
      const file = writeGguf(gguf);
      const head = file.length - gguf.tensors.reduce((sum, { data }) => sum + data.length, 0);
      const outcomes = await fuzz(file, head, 1, async (copy) => {
        const named = { name: 'x.gguf', source: strictSource(copy) };
        await formatOfFile(named);
        const { weights } = await openGgufModel(named);
        for (const name of weights.names) await weights.read(name);
      });
      expect(outcomes.get('model-file-invalid')).toBeGreaterThan(count / 10);
      expect(outcomes.get('read')).toBeGreaterThan(0);
    },
    timeout,
  );

  test(
    'safetensors, with its configuration',
    async () => {
      const folder = new URL('../../../fixtures/architectures/qwen2/', import.meta.url);
      const bytes = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));
      const file = bytes('model.safetensors');
      const config = bytes('config.json');
      const head = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
      const outcomes = await fuzz(file, head, 2, async (copy) => {
        const named = { name: 'x.safetensors', source: strictSource(copy) };
        await formatOfFile(named);
        const { weights } = await openCheckpoint([named], config);
        for (const name of weights.names) await weights.read(name);
      });
      expect(outcomes.get('model-file-invalid')).toBeGreaterThan(count / 10);
      expect(outcomes.get('read')).toBeGreaterThan(0);
      const named = { name: 'x.safetensors', source: strictSource(file) };
      await fuzz(config, config.length, 3, async (copy) => {
        await openCheckpoint([named], copy);
      });
    },
    timeout,
  );

  describe('ONNX', () => {
    let files: OnnxFiles;
    beforeAll(async () => {
      const weights = tinyLlama(tinyShapes['grouped 3/1, tied'], 'q4', 11);
      files = await buildOnnx(weights, { level: 'q4', form: 'as-shipped', target: 'wasm' });
    });

    test(
      'graph with external data',
      async () => {
        const external = new Map(files.external.map(({ path, data }) => [path, data]));
        const outcomes = await fuzz(files.model, files.model.length, 4, async (copy) => {
          readOnnxSignature(copy, 'x.onnx');
          parameterCount(decodeModel(copy, 'x.onnx'));
          const weights = await readOnnx(strictSource(copy), 'x.onnx', (location) => {
            const data = external.get(location) ?? new Uint8Array();
            return Promise.resolve(strictSource(data));
          });
          for (const name of weights.names) await weights.read(name);
        });
        expect(outcomes.get('model-file-invalid')).toBeGreaterThan(count / 10);
      },
      timeout,
    );
  });
});
