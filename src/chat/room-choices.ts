import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { controls } from '../components/controls.styles.ts';
import { number } from '../i18n/format.ts';
import { styles } from './room-choices.styles.ts';

export type RoomChoice = 'new-chat' | 'omit-oldest' | 'larger-context';

/** How a person makes room in a full context. */
export class RoomChosen extends Event {
  static readonly type = 'fw-room';
  readonly choice: RoomChoice;

  constructor(choice: RoomChoice) {
    super(RoomChosen.type, { bubbles: true, composed: true });
    this.choice = choice;
  }
}

/** The three ways out of a full context. Dispatches `RoomChosen`. */
@localized()
@customElement('fw-room-choices')
export class FwRoomChoices extends LitElement {
  static override styles = [controls, styles];

  /** There are turns that could be left out. */
  @property({ type: Boolean }) omittable = false;
  /** Tokens of the next larger context; `undefined` where the model has none. */
  @property({ attribute: false }) larger: number | undefined;
  @property({ type: Boolean }) disabled = false;

  override render(): TemplateResult {
    return html`
      ${
        this.omittable
          ? html`<button
              type="button"
              class="button small"
              ?disabled=${this.disabled}
              @click=${this.onOmit}
            >
              ${msg('Leave out the oldest turns', { id: 'room.omit' })}
            </button>`
          : nothing
      }
      ${
        this.larger === undefined
          ? nothing
          : html`<button
              type="button"
              class="button small"
              ?disabled=${this.disabled}
              @click=${this.onLarger}
            >
              ${msg(str`Context of ${number(this.larger)} tokens`, { id: 'room.larger' })}
            </button>`
      }
      <button type="button" class="button small" ?disabled=${this.disabled} @click=${this.onNew}>
        ${msg('New chat', { id: 'history.new' })}
      </button>
    `;
  }

  private onOmit(): void {
    this.dispatchEvent(new RoomChosen('omit-oldest'));
  }

  private onLarger(): void {
    this.dispatchEvent(new RoomChosen('larger-context'));
  }

  private onNew(): void {
    this.dispatchEvent(new RoomChosen('new-chat'));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-room-choices': FwRoomChoices;
  }
}
