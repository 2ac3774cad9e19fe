import * as v from 'valibot';
import { tokenizerFields } from '../../models/exporters/gguf/tokenizer-fields.ts';
import type { ExportValue } from '../../models/exporters/gguf/header-writer.ts';
import { parseJson } from '../import/stored-model.ts';
import type { HubFolder } from '../load/hub-folder.ts';
import { chatTemplateSource, readTokenizerConfig } from '../tokenization/tokenizer-files.ts';

const tokenId = v.fallback(
  v.nullish(v.union([v.number(), v.pipe(v.array(v.number()), v.minLength(1))])),
  undefined,
);
const idsSchema = v.looseObject({
  bos_token_id: tokenId,
  eos_token_id: tokenId,
  pad_token_id: tokenId,
});
const addsSchema = v.looseObject({ add_bos_token: v.fallback(v.optional(v.boolean()), false) });

/**
 * A GGUF's metadata of the tokenizer and the chat template, from the hub's files.
 *
 * @throws catalogued `model-unsupported` for a tokenizer that can't be written, `model-file-invalid`
 */
export function ggufFields(
  { texts }: HubFolder,
  vocabularySize: number,
): ReadonlyMap<string, ExportValue> {
  const json = (name: string): unknown => {
    const data = texts.get(name);
    return data && parseJson(data, name);
  };
  const settings = json('tokenizer_config.json') ?? {};
  const ids = v.parse(idsSchema, json('config.json') ?? {});
  const template = texts.get('chat_template.jinja');
  return tokenizerFields({
    tokenizer: json('tokenizer.json') ?? {},
    vocabularySize,
    bosId: first(ids.bos_token_id),
    eosId: first(ids.eos_token_id),
    paddingId: first(ids.pad_token_id),
    unknownId: undefined,
    addBos: v.parse(addsSchema, settings).add_bos_token ?? false,
    chatTemplate: chatTemplateSource(
      readTokenizerConfig(settings),
      template && new TextDecoder().decode(template),
    ),
  });
}

const first = (id: number | readonly number[] | null | undefined): number | undefined =>
  typeof id === 'number' ? id : (id?.[0] ?? undefined);
