import * as v from 'valibot';
import type { ModelDescription, ModelSource, Sampling } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { readWhole, type ByteSource } from '../../models/byte-source.ts';
import { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';

const textNames = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
] as const;

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
  readonly #files: ReadonlyMap<string, ByteSource>;
  /** Those that are read whole, by name. */
  readonly #texts: ReadonlyMap<string, Uint8Array>;

  private constructor(
    source: ModelSource,
    files: ReadonlyMap<string, ByteSource>,
    texts: ReadonlyMap<string, Uint8Array>,
  ) {
    this.#source = source;
    this.#files = files;
    this.#texts = texts;
  }

  /**
   * @param made files that the model's own file stands for, by name; they go before others
   * @throws catalogued `model-file-truncated`, and what reading throws
   */
  static async open(
    source: ModelSource,
    files: ReadonlyMap<string, ByteSource>,
    made: ReadonlyMap<string, Uint8Array> = new Map(),
  ): Promise<HubFolder> {
    const texts = new Map(made);
    for (const name of textNames)
      for (const [path, file] of files)
        if (!texts.has(name) && (path === name || path.endsWith(`/${name}`)))
          texts.set(name, await readWhole(file, path));
    return new HubFolder(source, files, texts);
  }

  /** Configuration, tokenizer and template, by name. */
  get texts(): ReadonlyMap<string, Uint8Array> {
    return this.#texts;
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
    const template = this.#texts.get('chat_template.jinja');
    return new ChatTokenizer({
      tokenizer,
      tokenizerConfig: this.#json('tokenizer_config.json'),
      config: this.#json('config.json'),
      generationConfig: this.#json('generation_config.json'),
      chatTemplate: template && new TextDecoder().decode(template),
    });
  }

  /** The graph's bytes, and the files beside it by the names under which it refers to them. */
  async graph(): Promise<{
    readonly model: Uint8Array;
    readonly beside: ReadonlyMap<string, ByteSource>;
  }> {
    const { graph } = this.#source;
    const file = this.#files.get(graph);
    if (!file) throw fail('model-file-missing', { file: graph, status: 404 });
    const folder = graph.slice(0, graph.lastIndexOf('/') + 1);
    const beside = new Map<string, ByteSource>();
    for (const [path, data] of this.#files)
      if (path !== graph && path.startsWith(folder)) beside.set(path.slice(folder.length), data);
    return { model: await readWhole(file, graph), beside };
  }

  #json(name: Exclude<(typeof textNames)[number], 'chat_template.jinja'>): unknown {
    const data = this.#texts.get(name);
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
