import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { StorageFacts } from '../../core/model-store.ts';
import { controls } from '../components/controls.styles.ts';
import { size } from '../i18n/format.ts';
import { panelStyles } from './panel.styles.ts';

/** How full the browser's storage is. Dispatches `fw-keep` and `fw-remove-all` and `fw-forget`. */
@localized()
@customElement('fw-storage-panel')
export class FwStoragePanel extends LitElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      .meter {
        display: flex;
        height: 14px;
        margin: 9px 0 8px;
        border: 1px solid var(--line-2);
        border-radius: var(--r1);
        overflow: hidden;
      }
      .meter span {
        min-width: 1px;
        border-right: 1px solid var(--surface);
      }
      .models {
        background: var(--d1);
      }
      .levels {
        background: var(--d2);
      }
      .others {
        background: var(--d3);
      }
      .note {
        margin-top: 8px;
      }
      .actions {
        gap: 0 16px;
        margin-top: 8px;
      }
    `,
  ];

  @property({ attribute: false }) storage: StorageFacts | undefined;
  /** Bytes that models on their way still need. */
  @property({ type: Number }) arriving = 0;
  /** Bytes of levels that were made here. */
  @property({ attribute: 'level-bytes', type: Number }) levelBytes = 0;
  /** The browser refused to keep it for good. */
  @property({ type: Boolean }) refused = false;

  override render(): TemplateResult | typeof nothing {
    const { storage } = this;
    if (!storage) return nothing;
    const { usageBytes, quotaBytes, modelBytes, transferBytes, isPersistent } = storage;
    const known = modelBytes + transferBytes + this.levelBytes;
    const others = usageBytes === undefined ? undefined : Math.max(0, usageBytes - known);
    const free =
      usageBytes === undefined || quotaBytes === undefined
        ? undefined
        : Math.max(0, quotaBytes - usageBytes - this.arriving);
    return html`
      <div class="title">
        <h2>${msg('Storage', { id: 'models.storage' })}</h2>
        ${
          quotaBytes === undefined
            ? nothing
            : html`<span
                >${msg(str`the browser may keep ${size(quotaBytes)}`, { id: 'models.quota' })}</span
              >`
        }
      </div>
      ${this.meter(storage, others ?? 0)}
      <dl>
        ${line(msg('Models that came in', { id: 'models.came-in' }), modelBytes)}
        ${this.levelBytes > 0 ? line(msg('Levels made here', { id: 'models.levels-made' }), this.levelBytes) : nothing}
        ${
          transferBytes > 0 || this.arriving > 0
            ? html`<div>
                <dt>${msg('Arriving', { id: 'models.arriving' })}</dt>
                <dd>
                  ${msg(str`${size(transferBytes)} of ${size(transferBytes + this.arriving)}`, {
                    id: 'models.amount',
                  })}
                </dd>
              </div>`
            : nothing
        }
        ${others === undefined ? nothing : line(msg('The app with its own model, chats and results', { id: 'models.others' }), others)}
        ${
          free === undefined
            ? nothing
            : line(
                this.arriving > 0
                  ? msg('Free once they are here', { id: 'models.free' })
                  : msg('Free', { id: 'models.free-now' }),
                free,
              )
        }
      </dl>
      <p class="note">${kindText(storage)}</p>
      ${
        isPersistent || storage.kind === 'memory'
          ? nothing
          : html`<div class="actions">
              <button type="button" class="button small" @click=${this.onKeep}>
                ${msg('Keep it for good', { id: 'models.keep' })}
              </button>
            </div>`
      }
      ${
        this.refused
          ? html`<p class="note" role="status">
              ${msg(
                'The browser did not agree. It may once the app is installed, bookmarked or used more often.',
                { id: 'models.keep-refused' },
              )}
            </p>`
          : nothing
      }
      <div class="actions">
        <button type="button" class="quiet" @click=${this.onRemoveAll}>
          ${msg('Remove all models', { id: 'models.remove-all' })}
        </button>
        <button type="button" class="quiet" @click=${this.onForget}>
          ${msg('Delete everything', { id: 'models.delete-everything' })}
        </button>
      </div>
    `;
  }

  private meter(
    { usageBytes, quotaBytes, modelBytes, transferBytes }: StorageFacts,
    others: number,
  ): TemplateResult | typeof nothing {
    if (usageBytes === undefined || quotaBytes === undefined) return nothing;
    const parts = [
      ['models', modelBytes],
      ['levels', this.levelBytes],
      ['others', others],
      ['hatched', transferBytes + this.arriving],
    ] as const;
    return html`<div
      class="meter"
      role="img"
      aria-label=${msg(str`${size(usageBytes)} of ${size(quotaBytes)} used`, { id: 'models.used' })}
    >
      ${map(
        parts.filter(([, bytes]) => bytes > 0),
        ([name, bytes]) =>
          html`<span
            class=${name}
            style="width:${((100 * bytes) / quotaBytes).toFixed(3)}%"
          ></span>`,
      )}
    </div>`;
  }

  private onKeep(): void {
    this.dispatchEvent(new Event('fw-keep'));
  }

  private onRemoveAll(): void {
    this.dispatchEvent(new Event('fw-remove-all'));
  }

  private onForget(): void {
    this.dispatchEvent(new Event('fw-forget'));
  }
}

const line = (label: string, bytes: number): TemplateResult =>
  html`<div>
    <dt>${label}</dt>
    <dd>${size(bytes)}</dd>
  </div>`;

function kindText({ kind, isPersistent }: StorageFacts): string {
  if (kind === 'memory')
    return msg(
      'This browser keeps nothing here (a private window, or an insecure address): models last until the page is closed.',
      { id: 'models.kind-memory' },
    );
  if (isPersistent)
    return msg('Kept for good: the browser will not clear this to make room.', {
      id: 'models.persistent',
    });
  return msg('The browser may clear this to make room for other sites.', {
    id: 'models.not-persistent',
  });
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-storage-panel': FwStoragePanel;
  }
}
