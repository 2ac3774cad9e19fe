import { attributeOf, type OnnxNode } from '../../onnx/messages.ts';
import { shortestSingle } from '../../shortest-decimal.ts';
import type { Architecture, LlamaConfig } from '../../weights.ts';
import { quoted } from '../quoted.ts';
import { attentionShape } from './attention-pattern.ts';
import type { GraphIndex } from './graph-index.ts';
import {
  embeddingWeight,
  isLinear,
  linearWeight,
  plainWeight,
  type FoundWeight,
} from './matrices.ts';

/** What a graph turned out to be. */
export interface LlamaGraphWeights {
  readonly config: LlamaConfig;
  /** By checkpoint name. */
  readonly weights: ReadonlyMap<string, FoundWeight>;
}

/**
 * Recognizes a Llama-family decoder whose attention is GroupQueryAttention with rotary inside, by
 * how its nodes are connected, whatever they are called. Everything between one weight and the next
 * is checked, so that a variation (a scaled residual, another activation) is refused and not read
 * as something that it isn't.
 *
 * @throws catalogued `model-unsupported` for another graph, `model-file-invalid`
 */
export const recognizeLlama = (index: GraphIndex): Promise<LlamaGraphWeights> =>
  new Recognizer(index).recognize();

const isOperator =
  (operator: string) =>
  (node: OnnxNode): boolean =>
    node.operator === operator;

const output = (node: OnnxNode): string => node.outputs[0] ?? '';

class Recognizer {
  readonly #index: GraphIndex;
  readonly #weights = new Map<string, FoundWeight>();
  readonly #epsilons = new Set<number>();
  /** Value of the residual stream as far as it has been followed. */
  #residual = '';
  /** What is to be added to it by the next normalization; empty at the beginning. */
  #added = '';

  constructor(index: GraphIndex) {
    this.#index = index;
  }

  async recognize(): Promise<LlamaGraphWeights> {
    const embedding = this.#embedding();
    const layers: OnnxNode[] = [];
    for (;;) {
      const past = `past_key_values.${layers.length}.key`;
      const attention = this.#only(past, isOperator('GroupQueryAttention'));
      if (!attention) break;
      this.#layer(layers.length, attention);
      layers.push(attention);
    }
    const [first, ...others] = layers;
    const all = this.#index.file.graph.nodes.filter(isOperator('GroupQueryAttention'));
    if (!first || all.length !== layers.length) {
      throw this.#unsupported('attention is not one GroupQueryAttention for each layer of cache');
    }
    const tiedHead = this.#head(embedding);
    const [rmsNormEpsilon = 0, otherEpsilon] = this.#epsilons;
    if (otherEpsilon !== undefined) throw this.#unsupported('several epsilons');
    return {
      config: {
        architecture: this.#architecture(),
        vocabularySize: embedding.shape[0] ?? 0,
        hiddenSize: embedding.shape[1] ?? 0,
        intermediateSize: this.#weights.get('model.layers.0.mlp.gate_proj.weight')?.shape[0] ?? 0,
        layers: layers.length,
        ...(await attentionShape(this.#index, [first, ...others])),
        rmsNormEpsilon,
        tiedHead,
      },
      weights: this.#weights,
    };
  }

  /** By what the first layer has; the shapes say whether all others have it too. */
  #architecture(): Architecture {
    const attention = 'model.layers.0.self_attn';
    if (this.#weights.has(`${attention}.q_proj.bias`)) return 'qwen2';
    return this.#weights.has(`${attention}.q_norm.weight`) ? 'qwen3' : 'llama';
  }

  #unsupported(reason: string) {
    return this.#index.file.unsupported(reason);
  }

  /** The one node that takes `value` and is `wanted`; `undefined` where none or several do. */
  #only(value: string, wanted: (node: OnnxNode) => boolean): OnnxNode | undefined {
    const [found, ...others] = this.#index.consumers(value).filter(wanted);
    return others.length === 0 ? found : undefined;
  }

  #need(value: string, what: string, wanted: (node: OnnxNode) => boolean): OnnxNode {
    const node = this.#only(value, wanted);
    if (!node) throw this.#unsupported(`no single ${what} takes ${quoted(value)}`);
    return node;
  }

  #embedding(): FoundWeight {
    const node = this.#need('input_ids', 'embedding', ({ operator }) =>
      operator.startsWith('Gather'),
    );
    const weight = embeddingWeight(this.#index, node);
    this.#weights.set('model.embed_tokens.weight', weight);
    this.#residual = output(node);
    for (;;) {
      const arranged = this.#only(this.#residual, ({ operator }) =>
        ['Reshape', 'Transpose'].includes(operator),
      );
      if (!arranged) return weight;
      this.#residual = output(arranged);
    }
  }

  #layer(layer: number, attention: OnnxNode): void {
    const prefix = `model.layers.${layer}`;
    const normalized = this.#norm(`${prefix}.input_layernorm.weight`);
    for (const [i, kind] of ['q', 'k', 'v'].entries()) {
      this.#projection(`${prefix}.self_attn`, kind, attention.inputs[i] ?? '', normalized);
    }
    const attended = this.#need(output(attention), 'linear layer', isLinear);
    this.#linear(`${prefix}.self_attn.o_proj.weight`, attended);
    this.#added = output(attended);
    this.#feedForward(prefix, this.#norm(`${prefix}.post_attention_layernorm.weight`));
  }

  /** A linear layer, with a bias or not, its heads normalized or not. */
  #projection(prefix: string, kind: string, value: string, normalized: string): void {
    let node = this.#behindReshapes(value);
    if (node?.operator === 'SimplifiedLayerNormalization') {
      this.#normWeight(`${prefix}.${kind}_norm.weight`, node, 1);
      node = this.#behindReshapes(node.inputs[0] ?? '');
    }
    if (node?.operator === 'Add') {
      const [a = '', b = ''] = node.inputs;
      const [bias, product] = this.#index.initializer(a) ? [a, b] : [b, a];
      this.#weights.set(`${prefix}.${kind}_proj.bias`, plainWeight(this.#index, bias));
      node = this.#behindReshapes(product);
    }
    if (node?.inputs[0] !== normalized) {
      throw this.#unsupported(`${prefix}: ${kind} is not made from the normalized input`);
    }
    this.#linear(`${prefix}.${kind}_proj.weight`, node);
  }

  #behindReshapes(value: string): OnnxNode | undefined {
    return this.#index.producer(this.#index.behindReshapes(value));
  }

  /** down(SiLU(gate) * up), SiLU(x) being x * sigmoid(x) */
  #feedForward(prefix: string, normalized: string): void {
    const projections = this.#index.consumers(normalized).filter(isLinear);
    const gate = projections.find((node) => this.#only(output(node), isOperator('Sigmoid')));
    const up = projections.find((node) => node !== gate);
    if (!gate || !up || projections.length !== 2) {
      throw this.#unsupported(`${prefix}: the feed-forward part is not SiLU(gate) * up`);
    }
    const sigmoid = this.#need(output(gate), 'sigmoid', isOperator('Sigmoid'));
    const silu = this.#need(output(sigmoid), 'product', isOperator('Mul'));
    this.#mustTake(silu, output(sigmoid), output(gate));
    const product = this.#need(output(up), 'product', isOperator('Mul'));
    this.#mustTake(product, output(up), output(silu));
    const down = this.#need(output(product), 'linear layer', isLinear);
    this.#linear(`${prefix}.mlp.gate_proj.weight`, gate);
    this.#linear(`${prefix}.mlp.up_proj.weight`, up);
    this.#linear(`${prefix}.mlp.down_proj.weight`, down);
    this.#added = output(down);
  }

  #mustTake(node: OnnxNode, ...values: readonly string[]): void {
    const [a, b] = node.inputs;
    if (values.every((value) => value === a || value === b) && a !== b) return;
    throw this.#unsupported(`${quoted(node.name)} takes something else than expected`);
  }

  #linear(name: string, node: OnnxNode): void {
    this.#weights.set(name, linearWeight(this.#index, node));
  }

  /** The RMS normalization of the residual stream, after adding to it; gives the normalized value. */
  #norm(name: string): string {
    const skips = this.#added !== '';
    const operator = `${skips ? 'Skip' : ''}SimplifiedLayerNormalization`;
    const node = this.#need(
      skips ? this.#added : this.#residual,
      'RMS normalization',
      isOperator(operator),
    );
    if (skips) {
      this.#mustTake(node, this.#residual, this.#added);
      if ((node.inputs[3] ?? '') !== '') throw this.#unsupported('a bias in a normalization');
      this.#residual = node.outputs[3] ?? '';
    }
    this.#normWeight(name, node, skips ? 2 : 1);
    return output(node);
  }

  #normWeight(name: string, node: OnnxNode, input: number): void {
    this.#epsilons.add(shortestSingle(attributeOf(node, 'epsilon', 'float') ?? 1e-5));
    this.#weights.set(name, plainWeight(this.#index, node.inputs[input] ?? ''));
  }

  /** @returns whether the output head reads the embedding */
  #head(embedding: FoundWeight): boolean {
    const normalized = this.#norm('model.norm.weight');
    const cut = this.#only(normalized, isOperator('Slice'));
    const node = this.#need(cut ? output(cut) : normalized, 'output head', isLinear);
    if (this.#index.behindReshapes('logits') !== output(node)) {
      throw this.#unsupported('the logits are not what the output head gives');
    }
    const head = linearWeight(this.#index, node);
    if (head.initializer === embedding.initializer) return true;
    this.#weights.set('lm_head.weight', head);
    return false;
  }
}
