import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { downloadBytes } from '../app/model-option.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/failure.ts';
import { Observe } from '../components/observe.ts';
import { megabytes, size } from '../i18n/format.ts';
import { missingBytes, type Keeping, type Offline } from './offline.ts';
import { styles } from './offline-settings.styles.ts';
import { keptRows, noWorkerText, type KeptRow } from './offline-text.ts';

/** What is kept on this device for when there is no network, the rest at a click, and updates. */
@localized()
@customElement('fw-offline-settings')
export class FwOfflineSettings extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  constructor() {
    super();
    new Observe(this, () => (this.services ? [this.services.offline, this.services.model] : []));
  }

  protected override firstUpdated(changed: PropertyValues<this>): void {
    super.firstUpdated(changed);
    // An engine may have been used since.
    void this.services?.offline.refresh();
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    return html`
      <h3>${msg('Without the network', { id: 'offline.title' })}</h3>
      ${this.content(services)}
      ${
        services.offline.updateReady
          ? html`<div class="action">
              <p>${msg('A newer version of Featherweight is ready.', { id: 'update.ready' })}</p>
              <button
                type="button"
                class="button"
                ?disabled=${services.model.busy}
                @click=${this.onUpdate}
              >
                ${msg('Reload to update', { id: 'update.reload' })}
              </button>
            </div>`
          : nothing
      }
    `;
  }

  private content({ offline, model }: Services): TemplateResult {
    const { state } = offline;
    switch (state.kind) {
      case 'unavailable':
        return html`<p>${noWorkerText(state.reason)}</p>`;
      case 'preparing':
        return html`<p>
          ${msg('The app is being kept on this device.', { id: 'offline.preparing' })}
        </p>`;
      case 'failed':
        return html`<p>
          ${msg(
            'The app could not be kept on this device: the storage is full, or not every file came. It is tried again at the next visit.',
            { id: 'offline.failed' },
          )}
        </p>`;
      case 'kept': {
        const { loaded } = model;
        const modelRow: KeptRow | undefined = loaded && {
          name: model.model.shortName,
          size: size(downloadBytes(model.model.source)),
          kept: loaded.notKept === undefined,
        };
        const rows = keptRows(state);
        return html`
          <ul>
            ${map(modelRow ? [...rows.slice(0, 1), modelRow, ...rows.slice(1)] : rows, keptRow)}
          </ul>
          ${this.keepAction(offline)}
        `;
      }
    }
  }

  private keepAction(offline: Offline): TemplateResult | typeof nothing {
    const { keeping, online } = offline;
    if (keeping?.kind === 'running') return this.progress(keeping);
    const missing = missingBytes(offline.state);
    if (missing === 0) return nothing;
    return html`
      <div class="action">
        <button type="button" class="button" ?disabled=${!online} @click=${this.onKeep}>
          ${msg(str`Keep everything offline: ${size(missing)}`, { id: 'offline.keep' })}
        </button>
      </div>
      <p>
        ${msg('Otherwise each engine is kept when it is first used.', { id: 'offline.keep-hint' })}
      </p>
      ${
        keeping?.kind === 'failed'
          ? html`<fw-failure
              .failure=${keeping.error.failure}
              .error=${keeping.error}
            ></fw-failure>`
          : nothing
      }
      ${
        keeping?.kind === 'storage-full'
          ? html`<p role="alert">
              ${msg(
                str`There is no room for ${size(keeping.neededBytes)} on this device. Make room, then try again.`,
                { id: 'offline.storage-full' },
              )}
            </p>`
          : nothing
      }
    `;
  }

  private progress({ loadedBytes, totalBytes }: Keeping & { kind: 'running' }): TemplateResult {
    const share = totalBytes > 0 ? Math.min(loadedBytes / totalBytes, 1) : 0;
    return html`
      <div
        class="track"
        role="progressbar"
        aria-label=${msg('Keeping everything offline', { id: 'offline.keeping' })}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.round(share * 100)}
      >
        <span style="width:${(share * 100).toFixed(2)}%"></span>
      </div>
      <div class="action">
        <p>
          ${msg(str`${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`, {
            id: 'load.bytes',
          })}
        </p>
        <button type="button" class="button small" @click=${this.onStop}>
          ${msg('Cancel', { id: 'cancel' })}
        </button>
      </div>
    `;
  }

  private onKeep(): void {
    void this.services?.offline.keepEverything();
  }

  private onStop(): void {
    this.services?.offline.stopKeeping();
  }

  private onUpdate(): void {
    const { offline, model } = this.services ?? {};
    if (!model?.busy) offline?.update();
  }
}

const keptRow = ({ name, size, kept }: KeptRow): TemplateResult =>
  html`<li>
    <span>${name}</span>
    <span class="size">${size}</span>
    <span class=${kept ? 'kept' : ''}>
      ${kept ? msg('kept', { id: 'offline.kept' }) : msg('not kept', { id: 'offline.not-kept' })}
    </span>
  </li>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-offline-settings': FwOfflineSettings;
  }
}
