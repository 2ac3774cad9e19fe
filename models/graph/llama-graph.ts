import { dequantize } from '../dequantize.ts';
import type { OnnxGraph, OnnxValue } from '../onnx/messages.ts';
import { hasBiases, hasHeadNorms, type LlamaConfig, type WeightTensor } from '../weights.ts';
import type { GraphWriter } from './graph-writer.ts';
import { rotaryCaches } from './rotary.ts';
import type { NamedWeight, WeightNodes } from './weight-nodes.ts';

/** Reads a tensor of a known shape: [rows, columns], or [columns] where `rows` is left out. */
export type ReadWeight = (name: string, columns: number, rows?: number) => Promise<WeightTensor>;

const hiddenStates = ['batch_size', 'sequence_length'];

/**
 * The graph of a Llama-family decoder (Touvron et al. 2023, arXiv:2302.13971; grouped heads as in
 * arXiv:2307.09288) with the inputs and outputs of the Hugging Face hub's decoders:
 * `input_ids`, `attention_mask`, `past_key_values.N.{key,value}`, and `num_logits_to_keep`, how many
 * of the last positions get logits (0: all). Attention, rotary embedding and KV cache are one
 * GroupQueryAttention a layer.
 */
export class LlamaGraph {
  readonly #config: LlamaConfig;
  readonly #read: ReadWeight;
  readonly #graph: GraphWriter;
  readonly #weights: WeightNodes;

  constructor(config: LlamaConfig, read: ReadWeight, graph: GraphWriter, weights: WeightNodes) {
    this.#config = config;
    this.#read = read;
    this.#graph = graph;
    this.#weights = weights;
  }

  async build(): Promise<OnnxGraph> {
    const { layers, tiedHead, vocabularySize, hiddenSize } = this.#config;
    const positions = [...this.#lengths(), ...this.#rotaryCaches()];
    let residual = this.#weights.embedding(
      '/model/embed_tokens',
      'input_ids',
      await this.#matrix('model.embed_tokens.weight', vocabularySize, hiddenSize),
    );
    let normalized = await this.#firstNorm(residual);
    for (let layer = 0; layer < layers; layer++) {
      const attended = await this.#attention(layer, normalized, positions);
      const middle = await this.#norm(
        `/model/layers.${layer}/post_attention_layernorm`,
        `model.layers.${layer}.post_attention_layernorm.weight`,
        residual,
        attended,
      );
      const forwarded = await this.#feedForward(layer, middle.normalized);
      const isLast = layer + 1 === layers;
      const next = `layers.${layer + 1}.input_layernorm`;
      ({ residual, normalized } = await this.#norm(
        isLast ? '/model/norm' : `/model/${next}`,
        isLast ? 'model.norm.weight' : `model.${next}.weight`,
        middle.residual,
        forwarded,
      ));
    }
    const kept = this.#lastPositions(normalized);
    const logits = tiedHead
      ? this.#weights.tiedHead('/lm_head', kept)
      : this.#weights.linear(
          '/lm_head',
          kept,
          await this.#matrix('lm_head.weight', vocabularySize, hiddenSize),
        );
    this.#graph.node({
      operator: 'Identity',
      name: '/logits',
      inputs: [logits],
      outputs: ['logits'],
    });
    return this.#graph.graph(this.#config.architecture, this.#inputs(), this.#outputs());
  }

  async #matrix(name: string, rows: number, columns: number): Promise<NamedWeight> {
    return { name, rows, columns, tensor: await this.#read(name, columns, rows) };
  }

  async #normWeight(name: string): Promise<string> {
    return this.#vector(name, this.#config.hiddenSize);
  }

  async #vector(name: string, length: number): Promise<string> {
    const values = dequantize(await this.#read(name, length));
    return this.#graph.initializer(name, 'float', [length], values);
  }

  async #firstNorm(input: string): Promise<string> {
    return this.#graph.node({
      operator: 'SimplifiedLayerNormalization',
      name: '/model/layers.0/input_layernorm/SimplifiedLayerNormalization',
      inputs: [input, await this.#normWeight('model.layers.0.input_layernorm.weight')],
      attributes: { axis: -1, epsilon: { float: this.#config.rmsNormEpsilon }, stash_type: 1 },
    });
  }

  /** Adds `added` to the residual stream, and normalizes the sum. */
  async #norm(
    path: string,
    weight: string,
    residual: string,
    added: string,
  ): Promise<{ residual: string; normalized: string }> {
    const name = `${path}/SkipSimplifiedLayerNormalization`;
    const sum = `${name}/output_3`;
    const normalized = this.#graph.node({
      operator: 'SkipSimplifiedLayerNormalization',
      domain: 'com.microsoft',
      name,
      inputs: [residual, added, await this.#normWeight(weight)],
      outputs: [`${name}/output_0`, '', '', sum],
      attributes: { epsilon: { float: this.#config.rmsNormEpsilon } },
    });
    return { residual: sum, normalized };
  }

  async #attention(layer: number, input: string, positions: readonly string[]): Promise<string> {
    const { hiddenSize, heads, kvHeads, headSize } = this.#config;
    const path = `/model/layers.${layer}/attn`;
    const prefix = `model.layers.${layer}.self_attn`;
    const project = async (kind: 'q' | 'k' | 'v', rows: number): Promise<string> => {
      const name = `${prefix}.${kind}_proj`;
      const weight = await this.#matrix(`${name}.weight`, rows, hiddenSize);
      const product = this.#weights.linear(`${path}/${kind}_proj`, input, weight);
      if (hasBiases(this.#config)) {
        return this.#graph.node({
          operator: 'Add',
          name: `${path}/${kind}_proj/Add`,
          inputs: [product, await this.#vector(`${name}.bias`, rows)],
        });
      }
      return hasHeadNorms(this.#config) && kind !== 'v'
        ? this.#headNorm(`${path}/${kind}_norm`, `${prefix}.${kind}_norm.weight`, product, rows)
        : product;
    };
    const query = await project('q', heads * headSize);
    const key = await project('k', kvHeads * headSize);
    const value = await project('v', kvHeads * headSize);
    const attended = this.#graph.node({
      operator: 'GroupQueryAttention',
      domain: 'com.microsoft',
      name: `${path}/GroupQueryAttention`,
      inputs: [
        query,
        key,
        value,
        `past_key_values.${layer}.key`,
        `past_key_values.${layer}.value`,
        ...positions,
      ],
      outputs: [
        `${path}/GroupQueryAttention/output_0`,
        `present.${layer}.key`,
        `present.${layer}.value`,
      ],
      attributes: {
        num_heads: heads,
        kv_num_heads: kvHeads,
        do_rotary: 1,
        rotary_interleaved: 0,
        scale: { float: 1 / Math.sqrt(headSize) },
      },
    });
    return this.#weights.linear(
      `${path}/o_proj`,
      attended,
      await this.#matrix(`${prefix}.o_proj.weight`, hiddenSize, heads * headSize),
    );
  }

  /** RMS normalization of each head of `input` [batch, sequence, rows]. */
  async #headNorm(path: string, weight: string, input: string, rows: number): Promise<string> {
    const { headSize, rmsNormEpsilon } = this.#config;
    const reshape = (name: string, value: string, ...shape: readonly number[]): string =>
      this.#graph.node({
        operator: 'Reshape',
        name: `${path}/${name}/Reshape`,
        inputs: [value, this.#graph.integers(shape)],
      });
    const normalized = this.#graph.node({
      operator: 'SimplifiedLayerNormalization',
      name: `${path}/SimplifiedLayerNormalization`,
      inputs: [
        reshape('heads', input, 0, 0, rows / headSize, headSize),
        await this.#vector(weight, headSize),
      ],
      attributes: { axis: -1, epsilon: { float: rmsNormEpsilon }, stash_type: 1 },
    });
    return reshape('row', normalized, 0, 0, rows);
  }

  async #feedForward(layer: number, input: string): Promise<string> {
    const { hiddenSize, intermediateSize } = this.#config;
    const path = `/model/layers.${layer}/mlp`;
    const prefix = `model.layers.${layer}.mlp`;
    const project = async (kind: 'gate' | 'up'): Promise<string> =>
      this.#weights.linear(
        `${path}/${kind}_proj`,
        input,
        await this.#matrix(`${prefix}.${kind}_proj.weight`, intermediateSize, hiddenSize),
      );
    const gate = await project('gate');
    const up = await project('up');
    const sigmoid = this.#graph.node({
      operator: 'Sigmoid',
      name: `${path}/act_fn/Sigmoid`,
      inputs: [gate],
    });
    const silu = this.#graph.node({
      operator: 'Mul',
      name: `${path}/act_fn/Mul`,
      inputs: [gate, sigmoid],
    });
    const product = this.#graph.node({
      operator: 'Mul',
      name: `${path}/Mul`,
      inputs: [silu, up],
    });
    return this.#weights.linear(
      `${path}/down_proj`,
      product,
      await this.#matrix(`${prefix}.down_proj.weight`, hiddenSize, intermediateSize),
    );
  }

  #rotaryCaches(): readonly string[] {
    const { contextLength, headSize } = this.#config;
    const { cos, sin } = rotaryCaches(this.#config);
    const shape = [contextLength, headSize / 2];
    return [
      this.#graph.initializer('cos_cache', 'float', shape, cos),
      this.#graph.initializer('sin_cache', 'float', shape, sin),
    ];
  }

  /** GroupQueryAttention's `seqlens_k` (valid positions less one) and `total_sequence_length`, both int32. */
  #lengths(): readonly string[] {
    const path = '/model/attn_mask_reformat';
    const node = (
      operator: string,
      inputs: readonly string[],
      attributes: Readonly<Record<string, number>> = {},
    ): string => this.#graph.node({ operator, name: `${path}/${operator}`, inputs, attributes });
    const int32 = (kind: string, input: string): string =>
      this.#graph.node({
        operator: 'Cast',
        name: `${path}/${kind}/Cast`,
        inputs: [input],
        attributes: { to: 6 },
      });
    const one = this.#graph.integers([1]);
    const valid = node('ReduceSum', ['attention_mask', one], { keepdims: 0 });
    const past = node('Sub', [valid, one]);
    const shape = node('Shape', ['attention_mask']);
    const total = node('Gather', [shape, this.#graph.integers(1)], { axis: 0 });
    return [int32('seqlens_k', past), int32('total_sequence_length', total)];
  }

  /** The last `num_logits_to_keep` positions; all of them for 0, because -0 is the beginning. */
  #lastPositions(input: string): string {
    const path = '/model/num_logits_to_keep';
    const start = this.#graph.node({
      operator: 'Neg',
      name: `${path}/Neg`,
      inputs: ['num_logits_to_keep'],
    });
    const starts = this.#graph.node({
      operator: 'Reshape',
      name: `${path}/Reshape`,
      inputs: [start, this.#graph.integers([1])],
    });
    const axis = this.#graph.integers([1]);
    return this.#graph.node({
      operator: 'Slice',
      name: `${path}/Slice`,
      inputs: [input, starts, this.#graph.integers([2 ** 31 - 1]), axis],
    });
  }

  #inputs(): readonly OnnxValue[] {
    return [
      { name: 'input_ids', type: 'int64', shape: hiddenStates },
      {
        name: 'attention_mask',
        type: 'int64',
        shape: ['batch_size', 'total_sequence_length'],
      },
      { name: 'num_logits_to_keep', type: 'int64', shape: [] },
      ...this.#cacheValues('past_key_values', 'past_sequence_length'),
    ];
  }

  #outputs(): readonly OnnxValue[] {
    return [
      {
        name: 'logits',
        type: 'float',
        shape: ['batch_size', 'num_logits', this.#config.vocabularySize],
      },
      ...this.#cacheValues('present', 'total_sequence_length'),
    ];
  }

  #cacheValues(prefix: string, length: string): readonly OnnxValue[] {
    const { layers, kvHeads, headSize } = this.#config;
    return Array.from({ length: layers }, (_, layer) =>
      (['key', 'value'] as const).map((kind) => ({
        name: `${prefix}.${layer}.${kind}`,
        type: 'float' as const,
        shape: ['batch_size', kvHeads, length, headSize],
      })),
    ).flat();
  }
}
