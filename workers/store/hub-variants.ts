import type { LevelId } from '../../core/levels.ts';
import type { DownloadFile, HubVariant } from '../../core/model-store.ts';
import { fileAddress, type HubAddress } from './hub-address.ts';

/** A file as a hub lists it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes?: number;
  readonly sha256?: string;
}

/** What tokenizer and loader read beside the weights; the first two are needed. */
const companionNames = [
  'config.json',
  'tokenizer.json',
  'generation_config.json',
  'tokenizer_config.json',
  'chat_template.jinja',
] as const;
const neededNames = companionNames.slice(0, 2);

/** Suffixes of ONNX files by @huggingface/transformers; plain is fp32. */
const onnxFile =
  /^(model|decoder_model_merged)(?:_(fp16|int8|uint8|quantized|q8|q4|q4f16|q2|q2f16|q1|q1f16|bnb4))?\.onnx$/;

/** What the suffix promises, where one of our levels is the same. */
const onnxLevels: Readonly<Record<string, LevelId>> = {
  fp32: 'fp32',
  fp16: 'fp16',
  int8: 'int8',
  quantized: 'int8',
  q4: 'q4i',
};

const ggufShard = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;
const ggufQuantization =
  /(?:^|[-._])((?:I?Q\d[A-Z0-9_]*|TQ\d_\d|MXFP4[A-Z0-9_]*|BF16|F16|F32|FP16|FP32))$/i;
const ggufLevels: Readonly<Record<string, LevelId>> = {
  F32: 'fp32',
  FP32: 'fp32',
  F16: 'fp16',
  FP16: 'fp16',
  Q8_0: 'q8',
  Q4_1: 'q4',
};

/** Every form of the model among a repository's files, by weight where it is known. */
export function hubVariants(
  files: readonly ListedFile[],
  address: HubAddress,
): readonly HubVariant[] {
  const variants = [
    ...onnxVariants(files, address),
    ...ggufVariants(files, address),
    ...checkpointVariants(files, address),
  ];
  return variants.sort((a, b) => (a.bytes ?? Infinity) - (b.bytes ?? Infinity));
}

function onnxVariants(files: readonly ListedFile[], address: HubAddress): readonly HubVariant[] {
  return files.flatMap((main) => {
    const [folder, name] = split(main.path);
    const match = onnxFile.exec(name);
    if (!match) return [];
    const quantization = match[2] ?? 'fp32';
    const level = onnxLevels[quantization];
    return variantOf(address, {
      id: `onnx/${main.path.replace(/^onnx\//, '').replace(/\.onnx$/, '')}`,
      quantization,
      format: 'onnx',
      level,
      main,
      weights: [main, ...files.filter(({ path }) => isExternalData(path, main.path))],
      ...companions(files, folder),
    });
  });
}

/** `model.onnx_data`, `model.onnx_data_1`, and `model.onnx.data` as PyTorch's exporter has it. */
function isExternalData(path: string, main: string): boolean {
  if (!path.startsWith(main)) return false;
  return /^(?:_data(?:_\d+)?|\.data)$/.test(path.slice(main.length));
}

function ggufVariants(files: readonly ListedFile[], address: HubAddress): readonly HubVariant[] {
  return files.flatMap((main) => {
    const [, name] = split(main.path);
    // Projectors of images and statistics of calibrations are no language models.
    if (!/\.gguf$/i.test(name) || /mmproj|imatrix/i.test(name)) return [];
    const shard = ggufShard.exec(main.path);
    if (shard && Number(shard[2]) !== 1) return [];
    const stem = shard?.[1] ?? main.path.slice(0, -'.gguf'.length);
    const quantization = ggufQuantization.exec(split(stem)[1])?.[1] ?? '';
    const weights = shard ? files.filter(({ path }) => ggufShard.exec(path)?.[1] === stem) : [main];
    const missing =
      shard && weights.length < Number(shard[3]) ? [`${stem}-?????-of-${shard[3] ?? ''}.gguf`] : [];
    return variantOf(address, {
      id: `gguf/${stem}`,
      quantization,
      format: 'gguf',
      level: ggufLevels[quantization.toUpperCase()],
      main,
      weights,
      beside: [],
      missing,
    });
  });
}

function checkpointVariants(
  files: readonly ListedFile[],
  address: HubAddress,
): readonly HubVariant[] {
  return files.flatMap((main) => {
    const [folder, name] = split(main.path);
    const isIndex = name === 'model.safetensors.index.json';
    if (name !== 'model.safetensors' && !isIndex) return [];
    const shards = files.filter(
      ({ path }) =>
        new RegExp('^model-\\d{5}-of-\\d{5}\\.safetensors$').test(path.slice(folder.length)) &&
        path.startsWith(folder),
    );
    return variantOf(address, {
      id: `safetensors/${main.path.replace(/\.safetensors(?:\.index\.json)?$/, '')}`,
      quantization: '',
      format: 'safetensors',
      level: undefined,
      main,
      weights: isIndex ? [main, ...shards] : [main],
      ...companions(files, folder),
    });
  });
}

interface Parts {
  readonly id: string;
  readonly quantization: string;
  readonly format: HubVariant['format'];
  readonly level: LevelId | undefined;
  readonly main: ListedFile;
  readonly weights: readonly ListedFile[];
  readonly beside: readonly ListedFile[];
  readonly missing: readonly string[];
}

function variantOf(address: HubAddress, parts: Parts): HubVariant {
  const { id, quantization, format, level, main, missing } = parts;
  // Small files first: what is wrong with a model shows before its weights have come.
  const listed = [...parts.beside, ...parts.weights];
  const files = listed.map((file): DownloadFile => ({
    ...file,
    url: fileAddress(address, file.path),
  }));
  const bytes = listed.reduce<number | undefined>(
    (sum, file) => (sum === undefined || file.bytes === undefined ? undefined : sum + file.bytes),
    0,
  );
  return {
    id,
    quantization,
    format,
    ...(level && { shippedLevel: level }),
    main: main.path,
    files,
    bytes,
    missing,
  };
}

/** The nearest of each name: in the weights' folder, or in one above it. */
function companions(
  files: readonly ListedFile[],
  folder: string,
): { readonly beside: readonly ListedFile[]; readonly missing: readonly string[] } {
  const found = new Map<string, ListedFile>();
  for (const name of companionNames)
    for (let at: string | undefined = folder; at !== undefined; at = parentOf(at)) {
      const wanted: string = at + name;
      const file = files.find(({ path }) => path === wanted);
      if (file) {
        found.set(name, file);
        break;
      }
    }
  return {
    beside: [...found.values()],
    missing: neededNames.filter((name) => !found.has(name)),
  };
}

/** `a/b/` -> `a/` -> `` -> nothing. */
const parentOf = (folder: string): string | undefined =>
  folder === '' ? undefined : folder.slice(0, folder.slice(0, -1).lastIndexOf('/') + 1);

function split(path: string): readonly [folder: string, name: string] {
  const end = path.lastIndexOf('/') + 1;
  return [path.slice(0, end), path.slice(end)];
}
