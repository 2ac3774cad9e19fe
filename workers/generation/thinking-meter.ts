import { mayBeginThinking, thinkingEnd, thinkingStart } from '../../core/thinking.ts';

type Part = 'undecided' | 'thinking' | 'answer';

/** Tells thinking from answer while tokens come. Thinking comes first or not at all. */
export class ThinkingMeter {
  /** How many tokens were thinking. */
  tokens = 0;
  /** When the first token of the answer came that is more than white space. */
  firstAnswerAt: number | undefined;
  #part: Part = 'undecided';
  #head = '';
  #undecided = 0;

  /** @param before what the prompt opened the answer with, and what was written of it before */
  constructor(before: string) {
    if (before !== '') this.#read(before);
  }

  /**
   * @param at when the token was sampled
   * @returns whether the token belongs to the thinking, as far as can be told yet
   */
  push(text: string, at: number): boolean {
    const was = this.#part;
    const rest = this.#read(text);
    if (was === 'undecided' && this.#part === 'undecided') this.#undecided++;
    const thinks =
      was === 'thinking' || (was === 'undecided' && this.#head !== '' && this.#thought);
    if (thinks) {
      this.tokens += 1 + this.#undecided;
      this.#undecided = 0;
    }
    if (this.#part === 'answer' && rest.trim() !== '') this.firstAnswerAt ??= at;
    return thinks;
  }

  /** Whether the text began with thinking, ended or not. */
  get #thought(): boolean {
    return this.#head.trimStart().startsWith(thinkingStart);
  }

  /** What of `text` belongs to the answer. */
  #read(text: string): string {
    if (this.#part === 'answer') return text;
    this.#head += text;
    if (this.#part === 'undecided') {
      if (mayBeginThinking(this.#head)) return '';
      this.#part = this.#thought ? 'thinking' : 'answer';
      if (this.#part === 'answer') return this.#head;
    }
    const end = this.#head.indexOf(thinkingEnd);
    if (end < 0) return '';
    this.#part = 'answer';
    return this.#head.slice(end + thinkingEnd.length);
  }
}
