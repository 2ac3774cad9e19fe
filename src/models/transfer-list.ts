import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { repeat } from 'lit/directives/repeat.js';
import type { FileProgress, Transfer } from '../../core/model-store.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { failureText } from '../i18n/errors.ts';
import { size } from '../i18n/format.ts';
import { panelStyles } from './panel.styles.ts';
import { amountText, timeLeftText, transferText } from './words.ts';

const transferActions = ['pause', 'resume', 'cancel'] as const;
export type TransferAction = (typeof transferActions)[number];
export interface TransferChange {
  readonly model: string;
  readonly action: TransferAction;
}

/** Models on their way to this device. Dispatches `fw-transfer` with a `TransferChange`. */
@localized()
@customElement('fw-transfer-list')
export class FwTransferList extends LitElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      ul {
        margin: 0;
        padding: 0 16px;
        border: 1px solid var(--line);
        border-radius: var(--r3);
        list-style: none;
      }
      li {
        padding: 12px 0 14px;
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .head,
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 4px 12px;
      }
      .track {
        margin: 8px 0 6px;
      }
      .foot,
      summary {
        color: var(--ink-2);
        font-size: var(--t-small);
        line-height: 16px;
      }
      .problem {
        margin-top: 6px;
      }
      details {
        margin-top: 6px;
      }
      summary {
        min-height: 24px;
        cursor: pointer;
      }
    `,
  ];

  @property({ attribute: false }) transfers: readonly Transfer[] = [];

  #ticking: ReturnType<typeof setInterval> | undefined;

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const counts = this.transfers.some(({ state }) => state.kind === 'waiting');
    if (counts) this.#ticking ??= setInterval(() => this.requestUpdate(), 1000);
    else this.stopTicking();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTicking();
  }

  override render(): TemplateResult | typeof nothing {
    if (this.transfers.length === 0) return nothing;
    return html`<ul aria-label=${msg('On their way', { id: 'models.on-their-way' })}>
      ${repeat(
        this.transfers,
        ({ model }) => model.id,
        (transfer) => this.item(transfer),
      )}
    </ul>`;
  }

  private item(transfer: Transfer): TemplateResult {
    const { model, state, files, receivedBytes, totalBytes, bytesPerSecond, secondsLeft } =
      transfer;
    const share = totalBytes ? receivedBytes / totalBytes : 0;
    const moves = state.kind === 'running';
    const failure = state.kind === 'failed' || state.kind === 'waiting' ? state.failure : undefined;
    const rate =
      moves && bytesPerSecond !== undefined
        ? msg(str`${size(bytesPerSecond)} a second`, { id: 'models.rate' })
        : '';
    const left = moves && secondsLeft !== undefined ? timeLeftText(secondsLeft) : '';
    const figures = [amountText(receivedBytes, totalBytes), rate, left].filter(
      (part) => part !== '',
    );
    return html`<li>
      <div class="head">
        <h3>${model.displayName} <span>${model.facts.quantization ?? ''}</span></h3>
        <div class="actions">${this.buttons(transfer)}</div>
      </div>
      <div
        class="track"
        role="progressbar"
        aria-label=${msg(str`Receiving ${model.displayName}`, { id: 'models.receiving' })}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.floor(share * 100)}
      >
        <span class=${moves ? '' : 'hatched'} style="width:${(share * 100).toFixed(2)}%"></span>
      </div>
      <div class="foot">
        <span>${figures.join(' · ')}</span><span>${transferText(state, Date.now())}</span>
      </div>
      ${
        failure
          ? html`<p class="problem" role="alert">
              ${failureText(failure).happened} ${failureText(failure).advice}
            </p>`
          : nothing
      }
      ${files.length > 1 ? fileLines(files) : nothing}
    </li>`;
  }

  private buttons({ model, state }: Transfer): TemplateResult {
    const canPause = ['running', 'queued', 'waiting'].includes(state.kind);
    const canResume = state.kind === 'paused' || state.kind === 'failed';
    const isDisk = model.origin.kind === 'disk';
    return html`
      ${
        canPause && !isDisk
          ? this.button(model.id, 'pause', 'pause', msg('Pause', { id: 'models.pause' }))
          : nothing
      }
      ${
        canResume && !isDisk
          ? this.button(
              model.id,
              'resume',
              'play',
              state.kind === 'failed'
                ? msg('Try again', { id: 'load.retry' })
                : msg('Resume', { id: 'models.resume' }),
            )
          : nothing
      }
      ${
        state.kind === 'elsewhere'
          ? nothing
          : this.button(model.id, 'cancel', '', msg('Cancel', { id: 'models.cancel' }))
      }
    `;
  }

  private button(
    model: string,
    action: TransferAction,
    icon: string,
    text: string,
  ): TemplateResult {
    return html`<button
      type="button"
      class="button small"
      data-model=${model}
      data-action=${action}
      @click=${this.onAction}
    >
      ${icon ? html`<wa-icon name=${icon} aria-hidden="true"></wa-icon>` : nothing}${text}
    </button>`;
  }

  private onAction(event: Event): void {
    const { model = '', action } = (event.currentTarget as HTMLElement).dataset;
    const known = transferActions.find((each) => each === action);
    if (!known) return;
    const detail: TransferChange = { model, action: known };
    this.dispatchEvent(new CustomEvent('fw-transfer', { detail }));
  }

  private stopTicking(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }
}

const fileLines = (files: readonly FileProgress[]): TemplateResult =>
  html`<details>
    <summary>${msg('Each file', { id: 'models.each-file' })}</summary>
    <dl>
      ${map(
        files,
        ({ path, receivedBytes, totalBytes, isDone }) =>
          html`<div>
            <dt>${path}</dt>
            <dd>${isDone ? size(receivedBytes) : amountText(receivedBytes, totalBytes)}</dd>
          </div>`,
      )}
    </dl>
  </details>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-transfer-list': FwTransferList;
  }
}
