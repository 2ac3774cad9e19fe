import type { LlamaConfig } from '../../weights.ts';
import type { ExportValue } from './header-writer.ts';

const u32 = (value: number): ExportValue => ({ type: 'u32', value });
const f32 = (value: number): ExportValue => ({ type: 'f32', value });
const string = (value: string): ExportValue => ({ type: 'string', value });

/** Metadata of the decoder's shape, as llama.cpp's converter writes it. */
export function modelFields(config: LlamaConfig): ReadonlyMap<string, ExportValue> {
  const { architecture, ropeFactors } = config;
  const [factor] = ropeFactors ?? [];
  const isLinear = factor !== undefined && ropeFactors?.every((one) => one === factor);
  return new Map<string, ExportValue>([
    ['general.architecture', string(architecture)],
    ['general.type', string('model')],
    ['general.quantization_version', u32(2)],
    [`${architecture}.block_count`, u32(config.layers)],
    [`${architecture}.context_length`, u32(config.contextLength)],
    [`${architecture}.embedding_length`, u32(config.hiddenSize)],
    [`${architecture}.feed_forward_length`, u32(config.intermediateSize)],
    [`${architecture}.attention.head_count`, u32(config.heads)],
    [`${architecture}.attention.head_count_kv`, u32(config.kvHeads)],
    [`${architecture}.attention.key_length`, u32(config.headSize)],
    [`${architecture}.attention.value_length`, u32(config.headSize)],
    [`${architecture}.attention.layer_norm_rms_epsilon`, f32(config.rmsNormEpsilon)],
    [`${architecture}.rope.dimension_count`, u32(config.headSize)],
    [`${architecture}.rope.freq_base`, f32(config.ropeTheta)],
    ...(isLinear
      ? ([
          [`${architecture}.rope.scaling.type`, string('linear')],
          [`${architecture}.rope.scaling.factor`, f32(factor)],
        ] as const)
      : []),
    [`${architecture}.vocab_size`, u32(config.vocabularySize)],
  ]);
}
