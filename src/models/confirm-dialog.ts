import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { dialogStyles } from '../benchmark/dialog.styles.ts';
import { controls } from '../components/controls.styles.ts';

export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button that does it says. */
  readonly action: string;
}

/** Asks before something is gone for good. */
@localized()
@customElement('fw-confirm-dialog')
export class FwConfirmDialog extends LitElement {
  static override styles = [controls, dialogStyles];

  @state() private question: Question = { title: '', text: '', action: '' };

  @query('dialog') private readonly dialog!: HTMLDialogElement;

  #answer: ((agreed: boolean) => void) | undefined;

  /** Whether the person agreed. */
  async ask(question: Question): Promise<boolean> {
    this.question = question;
    await this.updateComplete;
    this.dialog.showModal();
    return new Promise((resolve) => (this.#answer = resolve));
  }

  override render(): TemplateResult {
    const { title, text, action } = this.question;
    return html`<dialog aria-labelledby="title" @close=${this.onClose}>
      <h2 id="title">${title}</h2>
      <p>${text}</p>
      <div class="buttons">
        <button type="button" class="button" @click=${this.onRefuse}>
          ${msg('Cancel', { id: 'models.cancel' })}
        </button>
        <button type="button" class="button danger" @click=${this.onAgree}>${action}</button>
      </div>
    </dialog>`;
  }

  private onRefuse(): void {
    this.dialog.close();
  }

  private onAgree(): void {
    this.#answer?.(true);
    this.dialog.close();
  }

  private onClose(): void {
    // After an agreement this changes nothing.
    this.#answer?.(false);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-confirm-dialog': FwConfirmDialog;
  }
}
