import type { HubFolder } from '../load/hub-folder.ts';
import { parseJson } from './stored-model.ts';

/**
 * Builds the tokenizer, which checks it whole.
 *
 * @param files of the hub folder, `tokenizer.json` among them
 * @throws catalogued `model-file-missing`, `model-file-invalid`, `model-unsupported`,
 *   `chat-template-failed`
 */
export function describeTokenizer(
  folder: HubFolder,
  files: ReadonlyMap<string, Uint8Array>,
): { readonly kind: 'byte-level' | 'sentencepiece'; readonly hasTemplate: boolean } {
  const { hasTemplate } = folder.tokenizer();
  const json = files.get('tokenizer.json');
  const decoder = json && (parseJson(json, 'tokenizer.json') as { decoder?: unknown }).decoder;
  const isByteLevel = JSON.stringify(decoder ?? {}).includes('"ByteLevel"');
  return { kind: isByteLevel ? 'byte-level' : 'sentencepiece', hasTemplate };
}
