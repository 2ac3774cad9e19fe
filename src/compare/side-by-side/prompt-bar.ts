import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../../components/controls.styles.ts';
import '../../components/icons.ts';
import { styles } from './prompt-bar.styles.ts';

/**
 * What was asked, how, and the buttons that run and stop it. Dispatches `fw-edit`, `fw-run`,
 * `fw-stop` and `fw-marks`.
 */
@localized()
@customElement('fw-prompt-bar')
export class FwPromptBar extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) prompt = '';
  /** Sampling and length, in few words. */
  @property() summary = '';
  /** Words of the button that runs them. */
  @property({ attribute: 'run-label' }) runLabel = '';
  /** Whose words the others are compared with; empty where nothing is marked. */
  @property() reference = '';
  @property({ type: Boolean }) marks = false;
  /** The set-up is open below. */
  @property({ type: Boolean }) editing = false;
  @property({ type: Boolean }) running = false;
  @property({ type: Boolean }) blocked = false;

  override render(): TemplateResult {
    return html`
      <span class="label">${msg('Prompt', { id: 'compare.prompt' })}</span>
      <p class="prompt" title=${this.prompt}>${this.editing ? nothing : this.prompt}</p>
      ${this.reference === '' ? nothing : this.marksToggle()}
      <span class="summary">${this.summary}</span>
      <div class="buttons">
        <button
          type="button"
          class="button"
          aria-expanded=${this.editing ? 'true' : 'false'}
          ?disabled=${this.running}
          @click=${this.send('fw-edit')}
        >
          ${
            this.editing
              ? msg('Close', { id: 'compare.close' })
              : msg('Edit prompt', { id: 'compare.edit' })
          }
        </button>
        ${
          this.running
            ? html`<button type="button" class="button stop" @click=${this.send('fw-stop')}>
                <wa-icon name="stop"></wa-icon>${msg('Stop all', { id: 'compare.stop' })}
              </button>`
            : html`<button
                type="button"
                class="button primary"
                ?disabled=${this.blocked}
                @click=${this.send('fw-run')}
              >
                ${this.runLabel}
              </button>`
        }
      </div>
    `;
  }

  private marksToggle(): TemplateResult {
    const mark = html`<mark>${msg('Marked', { id: 'compare.marked' })}</mark>`;
    return html`<button
      type="button"
      class="marks"
      aria-pressed=${this.marks ? 'true' : 'false'}
      @click=${this.send('fw-marks')}
    >
      ${
        this.marks
          ? html`${mark} ${msg(str`words differ from ${this.reference}`, { id: 'compare.differ' })}`
          : msg(str`Mark words that differ from ${this.reference}`, { id: 'compare.mark' })
      }
    </button>`;
  }

  private send(type: string): () => void {
    return () => this.dispatchEvent(new Event(type));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-prompt-bar': FwPromptBar;
  }
}
