import { fail, type Failure } from '../../core/errors.ts';
import type { ModelFacts } from '../../core/model-store.ts';
import {
  expectedShards,
  type NamedSource,
} from '../../models/readers/safetensors/read-safetensors.ts';
import type { LlamaConfig } from '../../models/weights.ts';
import { unsupportedReason } from '../decoders/simd/model-shape.ts';
import { HubFolder } from '../load/hub-folder.ts';
import { levelWeights } from '../library/level-weights.ts';
import { describeTokenizer } from './describe-tokenizer.ts';
import {
  configBeside,
  hubFilesBeside,
  licenceBeside,
  nameOf,
  type DroppedFiles,
} from './dropped-files.ts';
import type { EngineFit, RecognisedModel } from './recognition.ts';
import {
  convertedAt,
  openCheckpoint,
  openGgufModel,
  parseJson,
  storedTypes,
  type StoredModel,
} from './stored-model.ts';

/**
 * A GGUF file or a safetensors checkpoint.
 *
 * @param rest further shards in the same folder
 * @throws catalogued: why it can't be used
 */
export async function recogniseStored(
  dropped: DroppedFiles,
  main: NamedSource,
  format: StoredModel['format'],
  rest: readonly NamedSource[] = [],
): Promise<RecognisedModel> {
  const { files, names } = await hubFilesBeside(dropped, main.name);
  const checkpoint = format === 'safetensors' ? await shardsOf(dropped, main, rest) : undefined;
  const stored = checkpoint
    ? await openCheckpoint(checkpoint.shards, need(files, 'config.json'))
    : await openGgufModel(main);
  const hubFiles = checkpoint ? files : stored.hubFiles;
  const folder = await HubFolder.open(
    { id: '', baseUrl: '', graph: main.name, files: [], shippedLevel: stored.level },
    new Map(),
    hubFiles,
  );
  const tokenizer = describeTokenizer(folder, hubFiles);
  const licence = stored.licence ?? (await licenceBeside(dropped, main.name));
  const { config } = stored.weights;
  const entry = checkpoint?.entry ?? main.name;
  const [most] = stored.types;
  const converted = convertedAt(stored, stored.level);
  return {
    format: stored.format,
    main: entry,
    files: checkpoint
      ? [...new Set([entry, ...checkpoint.shards.map(({ name }) => name), ...names])]
      : [main.name],
    displayName: stored.name ?? nameOf(main.name, configBeside(files)),
    facts: {
      ...factsOf(config),
      parameters: stored.parameters,
      levels: levelWeights(config, stored.level, storedBytes(stored)),
      hasChatTemplate: tokenizer.hasTemplate,
      ...(licence !== undefined && { licence }),
      ...(most && { quantization: most.type }),
      ...(converted.length > 0 && { storedTypes: storedTypes(stored) }),
    },
    level: stored.level,
    types: stored.types,
    convertedTypes: converted,
    tokenizer: tokenizer.kind,
    engines: enginesOf(config, main.name),
  };
}

/** Floats are expanded when they are loaded, so that their level's own size holds. */
const storedBytes = ({ level, types }: StoredModel): number | undefined =>
  level === 'fp32' ? undefined : types.reduce((sum, { bytes }) => sum + bytes, 0);

function need(files: ReadonlyMap<string, Uint8Array>, name: string): Uint8Array {
  const data = files.get(name);
  if (!data) throw fail('model-file-missing', { file: name, status: 404 });
  return data;
}

/** All shards, and the file that names them: the index, or the only one. */
async function shardsOf(
  dropped: DroppedFiles,
  first: NamedSource,
  rest: readonly NamedSource[],
): Promise<{ readonly shards: readonly NamedSource[]; readonly entry: string }> {
  const indexName = 'model.safetensors.index.json';
  const index = dropped.beside(first.name, indexName);
  if (!index) {
    const isPart = rest.length > 0 || /-\d+-of-\d+\.safetensors$/.test(first.name);
    if (isPart) throw fail('model-file-missing', { file: indexName, status: 404 });
    return { shards: [first], entry: first.name };
  }
  const names = expectedShards(parseJson(await dropped.bytes(index), index.name), index.name);
  const shards = names.map((name) => {
    const shard = [first, ...rest].find((file) => file.name.endsWith(name));
    if (!shard) throw fail('model-file-missing', { file: name, status: 404 });
    return shard;
  });
  return { shards, entry: index.name };
}

export const factsOf = (config: LlamaConfig): ModelFacts => ({
  architecture: config.architecture,
  contextLimit: config.contextLength,
  vocabularySize: config.vocabularySize,
  kvBytesPerPosition: 2 * 4 * config.layers * config.kvHeads * config.headSize,
  int8KvBytesPerPosition: 2 * config.layers * config.kvHeads * (config.headSize + 4),
});

/** Engines for weights that are read: onnxruntime's take any shape. */
export function enginesOf(config: LlamaConfig, file: string): readonly EngineFit[] {
  const reason = unsupportedReason(config);
  const obstacle: Failure | undefined =
    reason === undefined ? undefined : fail('model-unsupported', { file, reason }).failure;
  return [
    { engine: 'simd', obstacle },
    { engine: 'wasm', obstacle: undefined },
    { engine: 'webgpu', obstacle: undefined },
  ];
}
