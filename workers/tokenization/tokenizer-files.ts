import * as v from 'valibot';
import { fail } from '../../core/errors.ts';

/** The files of a hub model that say how text becomes tokens, parsed. Only `tokenizer` is required. */
export interface TokenizerFiles {
  readonly tokenizer: unknown;
  readonly tokenizerConfig?: unknown;
  readonly config?: unknown;
  readonly generationConfig?: unknown;
  /** `chat_template.jinja`, where the template has a file of its own. */
  readonly chatTemplate?: string | undefined;
}

const tokenizerSchema = v.looseObject({
  model: v.looseObject({ type: v.optional(v.string()) }),
  added_tokens: v.optional(
    v.array(
      v.looseObject({ id: v.number(), content: v.string(), special: v.optional(v.boolean()) }),
    ),
    [],
  ),
  decoder: v.optional(v.nullable(v.looseObject({ type: v.string() }))),
});
export type TokenizerJson = v.InferOutput<typeof tokenizerSchema>;

const specialToken = v.nullish(v.union([v.string(), v.looseObject({ content: v.string() })]));
const tokenizerConfigSchema = v.looseObject({
  bos_token: specialToken,
  eos_token: specialToken,
  unk_token: specialToken,
  pad_token: specialToken,
  chat_template: v.nullish(
    v.union([
      v.string(),
      v.array(v.looseObject({ name: v.string(), template: v.string() })),
      v.record(v.string(), v.string()),
    ]),
  ),
});
export type TokenizerConfig = v.InferOutput<typeof tokenizerConfigSchema>;

const endTokenSchema = v.looseObject({
  eos_token_id: v.nullish(v.union([v.number(), v.array(v.number())])),
});

function checked<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  file: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const path = v.getDotPath(issue) ?? 'file';
  throw fail('model-file-invalid', {
    file,
    format: 'tokenizer',
    reason: `${path}: ${issue.message}`,
  });
}

export const readTokenizerJson = (value: unknown): TokenizerJson =>
  checked(tokenizerSchema, value, 'tokenizer.json');

export const readTokenizerConfig = (value: unknown): TokenizerConfig =>
  checked(tokenizerConfigSchema, value ?? {}, 'tokenizer_config.json');

/** The end-of-turn ids of `config.json` or `generation_config.json`. */
export function readEndIds(value: unknown, file: string): readonly number[] {
  const { eos_token_id: ids } = checked(endTokenSchema, value ?? {}, file);
  return ids === undefined || ids === null ? [] : typeof ids === 'number' ? [ids] : ids;
}

/** The special tokens that templates name (`bos_token`, ...), as text. */
export function specialTokens(config: TokenizerConfig): Record<string, string> {
  const tokens: Record<string, string> = {};
  for (const name of ['bos_token', 'eos_token', 'unk_token', 'pad_token'] as const) {
    const token = config[name];
    if (token !== undefined && token !== null)
      tokens[name] = typeof token === 'string' ? token : token.content;
  }
  return tokens;
}

/** The template for plain chats: the file's own, the only one, or the one named `default`. */
export function chatTemplateSource(
  config: TokenizerConfig,
  ownFile: string | undefined,
): string | undefined {
  if (ownFile !== undefined) return ownFile;
  const template = config.chat_template;
  if (template === undefined || template === null || typeof template === 'string')
    return template ?? undefined;
  if (Array.isArray(template))
    return (template.find(({ name }) => name === 'default') ?? template[0])?.template;
  return template.default ?? Object.values(template)[0];
}
