import * as v from 'valibot';
import type { ModelDescription, ModelSource, Sampling } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const configSchema = v.looseObject({
  model_type: v.string(),
  vocab_size: positive,
  max_position_embeddings: positive,
  hidden_size: v.optional(positive),
  num_hidden_layers: v.optional(positive),
  num_attention_heads: v.optional(positive),
  num_key_value_heads: v.optional(positive),
  head_dim: v.nullish(positive),
});
/** What is read of a model's `config.json`, under the hub's names. */
export type HubConfig = v.InferOutput<typeof configSchema>;

const generationSchema = v.looseObject({
  do_sample: v.nullish(v.boolean()),
  temperature: v.nullish(v.number()),
  top_k: v.nullish(v.number()),
  top_p: v.nullish(v.number()),
  min_p: v.nullish(v.number()),
  repetition_penalty: v.nullish(v.number()),
});

/** The files of a model in the layout of the Hugging Face hub, found by their names. */
export class HubFolder {
  readonly #source: ModelSource;
  readonly #files: ReadonlyMap<string, Uint8Array>;

  constructor(source: ModelSource, files: ReadonlyMap<string, Uint8Array>) {
    this.#source = source;
    this.#files = files;
  }

  /** @throws catalogued `model-file-invalid` */
  config(): HubConfig {
    return parse(configSchema, this.#json('config.json') ?? {}, 'config.json');
  }

  /** Sampling as the model's authors advise, where they do. */
  generationDefaults(): Partial<Sampling> {
    const file = 'generation_config.json';
    const advised = parse(generationSchema, this.#json(file) ?? {}, file);
    const temperature = advised.do_sample === false ? 0 : advised.temperature;
    return Object.fromEntries(
      Object.entries({
        temperature,
        topK: advised.top_k,
        topP: advised.top_p,
        minP: advised.min_p,
        repetitionPenalty: advised.repetition_penalty,
      }).filter(([, value]) => typeof value === 'number'),
    );
  }

  /** @throws catalogued `model-file-missing`, `model-file-invalid`, `chat-template-failed` */
  tokenizer(): ChatTokenizer {
    const tokenizer = this.#json('tokenizer.json');
    if (tokenizer === undefined)
      throw fail('model-file-missing', { file: 'tokenizer.json', status: 404 });
    const template = this.#find('chat_template.jinja');
    return new ChatTokenizer({
      tokenizer,
      tokenizerConfig: this.#json('tokenizer_config.json'),
      config: this.#json('config.json'),
      generationConfig: this.#json('generation_config.json'),
      chatTemplate: template && new TextDecoder().decode(template),
    });
  }

  /** The graph's bytes, and the files beside it by the names under which it refers to them. */
  graph(): { readonly model: Uint8Array; readonly beside: ReadonlyMap<string, Uint8Array> } {
    const { graph } = this.#source;
    const model = this.#files.get(graph);
    if (!model) throw fail('model-file-missing', { file: graph, status: 404 });
    const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
    const beside = new Map<string, Uint8Array>();
    for (const [path, data] of this.#files)
      if (path !== graph && path.startsWith(folder)) beside.set(path.slice(folder.length), data);
    return { model, beside };
  }

  #find(name: string): Uint8Array | undefined {
    for (const [path, data] of this.#files)
      if (path === name || path.endsWith(`/${name}`)) return data;
    return undefined;
  }

  #json(name: string): unknown {
    const data = this.#find(name);
    if (!data) return undefined;
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data)) as unknown;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw fail('model-file-invalid', { file: name, format: 'json', reason }, error);
    }
  }
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw fail('model-file-invalid', {
    file,
    format: 'json',
    reason: `${v.getDotPath(issue) ?? 'file'}: ${issue.message}`,
  });
}

/** Shape of one layer's KV cache, where the configuration says. */
export function kvShape(
  config: HubConfig,
): { readonly kvHeads: number; readonly headSize: number } | undefined {
  const heads = config.num_attention_heads;
  const kvHeads = config.num_key_value_heads ?? heads;
  const headSize = config.head_dim ?? (config.hidden_size ?? 0) / (heads ?? 1);
  return kvHeads === undefined || !(headSize > 0) ? undefined : { kvHeads, headSize };
}

export const describeModel = (
  config: HubConfig,
  parameters: number,
  generationDefaults: Partial<Sampling>,
  thinkingSwitch: boolean,
): ModelDescription => ({
  architecture: config.model_type,
  parameters,
  maxContextLength: config.max_position_embeddings,
  vocabularySize: config.vocab_size,
  generationDefaults,
  ...(thinkingSwitch && { thinkingSwitch }),
});
