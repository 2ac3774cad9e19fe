import { Tokenizer } from '@huggingface/tokenizers';
import type { ChatMessage } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import { thinkingEnd, thinkingStart } from '../../core/thinking.ts';
import { ChatTemplate } from './chat-template.ts';
import { byteLevelBytes, sentencePieceBytes } from './token-bytes.ts';
import {
  chatTemplateSource,
  readEndIds,
  readTokenizerConfig,
  readTokenizerJson,
  specialTokens,
  type TokenizerFiles,
  type TokenizerJson,
} from './tokenizer-files.ts';

const nothing = new Uint8Array();

/** What the library wants named, even where a file leaves it out. */
const optionalStages = {
  normalizer: null,
  pre_tokenizer: null,
  post_processor: null,
  decoder: null,
};

/** Text to tokens and back for one model, chats included. */
export class ChatTokenizer {
  /** Tokens that end the model's turn. */
  readonly endIds: ReadonlySet<number>;
  readonly #tokenizer: Tokenizer;
  readonly #template: ChatTemplate | undefined;
  readonly #special: ReadonlySet<number>;
  readonly #added: ReadonlyMap<number, string>;
  readonly #toBytes: (token: string) => Uint8Array;

  /** @throws catalogued `model-file-invalid`, `model-unsupported`, `chat-template-failed` */
  constructor(files: TokenizerFiles) {
    const json = readTokenizerJson(files.tokenizer);
    const config = readTokenizerConfig(files.tokenizerConfig);
    this.#toBytes = bytesRule(json);
    try {
      this.#tokenizer = new Tokenizer({ ...optionalStages, ...json }, config);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw fail(
        'model-file-invalid',
        { file: 'tokenizer.json', format: 'tokenizer', reason },
        error,
      );
    }
    // Some files call the marks of thinking special: they are text here, that thinking be told apart.
    const marks = new Set<string>([thinkingStart, thinkingEnd]);
    this.#special = new Set(
      json.added_tokens.filter((t) => t.special && !marks.has(t.content)).map((t) => t.id),
    );
    this.#added = new Map(json.added_tokens.map((token) => [token.id, token.content]));
    const special = specialTokens(config);
    const source = chatTemplateSource(config, files.chatTemplate);
    this.#template = source === undefined ? undefined : new ChatTemplate(source, special);
    const named =
      special.eos_token === undefined ? undefined : this.#tokenizer.token_to_id(special.eos_token);
    this.endIds = new Set([
      ...readEndIds(files.config, 'config.json'),
      ...readEndIds(files.generationConfig, 'generation_config.json'),
      ...(named === undefined ? [] : [named]),
    ]);
  }

  /** Token ids of `text`; special tokens are recognised in it, none is added. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Whether the model says how its chats are written. */
  get hasTemplate(): boolean {
    return this.#template !== undefined;
  }

  /** Whether its template can be told to think first or not. */
  get hasThinkingSwitch(): boolean {
    return this.#template?.hasThinkingSwitch ?? false;
  }

  /**
   * The chat as the model's own template writes it, open for the answer.
   *
   * @param think `enable_thinking`; `undefined` lets the template choose
   * @throws catalogued `chat-template-failed`
   */
  renderChat(messages: readonly ChatMessage[], think?: boolean): string {
    if (!this.#template) throw fail('chat-template-failed', { reason: 'the model has none' });
    return this.#template.render(messages, think);
  }

  encodeChat(messages: readonly ChatMessage[], think?: boolean): number[] {
    return this.encode(this.renderChat(messages, think));
  }

  /** UTF-8 bytes, perhaps part of a character; none for special and unknown tokens. */
  bytesOf(id: number): Uint8Array {
    if (this.#special.has(id)) return nothing;
    const added = this.#added.get(id);
    if (added !== undefined) return new TextEncoder().encode(added);
    const token = this.#tokenizer.id_to_token(id);
    return token === undefined ? nothing : this.#toBytes(token);
  }
}

function bytesRule({ decoder, model }: TokenizerJson): (token: string) => Uint8Array {
  const kinds = JSON.stringify(decoder ?? {});
  if (kinds.includes('"ByteLevel"')) return byteLevelBytes;
  if (kinds.includes('"ByteFallback"') || kinds.includes('"Metaspace"')) return sentencePieceBytes;
  throw fail('model-unsupported', {
    file: 'tokenizer.json',
    reason: `tokens of ${model.type ?? 'this model'} have no byte form`,
  });
}
