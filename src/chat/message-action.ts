import type { MessageRecord } from '../store/chat-record.ts';

export type Action =
  | { readonly kind: 'edit'; readonly content: string; readonly at: number }
  | { readonly kind: 'regenerate'; readonly at: number }
  | { readonly kind: 'continue'; readonly at: number }
  /** Shows the branch through the message `id`. */
  | { readonly kind: 'show'; readonly id: string };

/** What a person wants done with a message; `at` is `performance.now()` of the click. */
export class MessageAction extends Event {
  static readonly type = 'fw-message-action';
  readonly message: MessageRecord;
  readonly action: Action;

  constructor(message: MessageRecord, action: Action) {
    super(MessageAction.type, { bubbles: true, composed: true });
    this.message = message;
    this.action = action;
  }
}
