import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import { Detokenizer } from '../tokenization/detokenizer.ts';
import { StopStrings } from './stop-strings.ts';

/** The text of an answer as its tokens come: whole characters, nothing of a stop string. */
export class AnswerText {
  readonly #detokenizer: Detokenizer;
  readonly #stops: StopStrings;
  /** Text of the tokens that came before. */
  readonly before: string;
  #text = '';

  constructor(
    tokenizer: ChatTokenizer,
    continueIds: readonly number[],
    stopStrings: readonly string[],
  ) {
    this.#detokenizer = new Detokenizer((id) => tokenizer.bytesOf(id), continueIds);
    this.#stops = new StopStrings(stopStrings);
    const earlier = new Detokenizer((id) => tokenizer.bytesOf(id));
    this.before = continueIds.map((id) => earlier.push(id)).join('');
  }

  get text(): string {
    return this.#text;
  }

  /** What `id` lets be shown; `stopped` when a stop string came up. */
  push(id: number): { readonly text: string; readonly stopped: boolean } {
    const shown = this.#stops.push(this.#detokenizer.push(id));
    this.#text += shown.text;
    return shown;
  }

  /**
   * What was held back, when nothing more comes.
   *
   * @param final false if the answer can be continued: a character cut in half then waits for its rest
   */
  end(final: boolean): string {
    const { text, stopped } = this.#stops.push(final ? this.#detokenizer.end() : '');
    const shown = stopped ? text : text + this.#stops.end();
    this.#text += shown;
    return shown;
  }
}
