import { msg } from '@lit/localize';
import type { Conversation } from './conversation.ts';

/**
 * What a screen reader is told about answers: their beginning and their end, never each token. An
 * answer that was there when the chat was opened is not announced.
 */
export class AnswerAnnouncer {
  #writing: { readonly chat: string; readonly message: string } | undefined;
  #said: 'none' | 'started' | 'finished' | 'failed' = 'none';

  say({ id, writer, branch }: Conversation): string {
    if (writer) {
      this.#writing = { chat: id, message: writer.message.id };
      this.#said = 'started';
    } else if (this.#writing) {
      const { chat, message } = this.#writing;
      const ended = branch.find((each) => each.id === message);
      const failed = ended?.role === 'assistant' && ended.status === 'failed';
      // The failure is an alert of its own.
      this.#said = chat !== id ? 'none' : failed ? 'failed' : 'finished';
      this.#writing = undefined;
    }
    switch (this.#said) {
      case 'none':
      case 'failed':
        return '';
      case 'started':
        return msg('An answer is being written.', { id: 'announce.started' });
      case 'finished':
        return msg('The answer is finished.', { id: 'announce.finished' });
    }
  }
}
