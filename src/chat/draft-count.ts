import { Task } from '@lit/task';
import type { ReactiveControllerHost } from 'lit';
import type { Services } from '../app/contexts.ts';

/** How long typing must pause before it is counted, ms. */
const pause = 200;

const afterPause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, pause);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });

/** Tokens of the shown chat with its draft, counted by the model's own tokenizer when typing pauses. */
export class DraftCount {
  readonly #services: () => Services | undefined;
  readonly #draft: () => string;
  readonly #task: Task<readonly unknown[], number>;
  #asked = 0;
  #counted: number | undefined;

  constructor(
    host: ReactiveControllerHost,
    services: () => Services | undefined,
    draft: () => string,
  ) {
    this.#services = services;
    this.#draft = draft;
    this.#task = new Task(host, {
      args: () => {
        const { chats, model } = services() ?? {};
        const conversation = chats?.current;
        return [
          draft(),
          conversation?.id,
          conversation?.chat.leafId,
          conversation?.chat.systemPrompt,
          conversation?.omitted,
          conversation?.think,
          conversation?.writer === undefined,
          model?.loaded,
          this.#asked,
        ] as const;
      },
      task: async (_, { signal }) => {
        await afterPause(signal);
        this.#counted = await this.now();
        return this.#counted ?? 0;
      },
    });
  }

  /** The latest count, or `undefined` where no model is there to count with. */
  get tokens(): number | undefined {
    return this.#services()?.model.loaded && this.#task.value !== undefined
      ? this.#counted
      : undefined;
  }

  refresh(): void {
    this.#asked++;
    void this.#task.run();
  }

  /** Counts at once; `undefined` where that can't be done. */
  async now(): Promise<number | undefined> {
    const { chats, model } = this.#services() ?? {};
    if (!chats || !model?.loaded) return undefined;
    const draft = this.#draft().trim();
    const messages = chats.current.promptFor(draft === '' ? undefined : draft);
    if (messages.length === 0) return 0;
    try {
      return await model.engine.countTokens(messages, [], chats.current.think);
    } catch {
      return undefined;
    }
  }
}
