import { consume } from '@lit/context';
import { localized, msg } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/notice.ts';
import { Observe } from '../components/observe.ts';
import { styles } from './offline-notices.styles.ts';
import { withoutNetworkText } from './offline-text.ts';

/**
 * Over every screen: that the network is off and what works then, and that a newer version waits.
 * That is first said when nothing is being written or measured, and is never done unasked.
 */
@localized()
@customElement('fw-offline-notices')
export class FwOfflineNotices extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private updateClosed = false;
  @state() private offlineClosed = false;
  /** Whether the update was offered: then it stays, so that nothing jumps when an answer begins. */
  private offered = false;

  constructor() {
    super();
    new Observe(this, () => (this.services ? [this.services.offline, this.services.model] : []));
  }

  protected override willUpdate(): void {
    const { offline, model } = this.services ?? {};
    if (!offline || !model) return;
    if (offline.updateReady && !model.busy) this.offered = true;
    // Each time that the network goes is another time to say so.
    if (offline.online) this.offlineClosed = false;
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    const { offline } = services;
    return html`<div role="status">
      ${
        offline.online || this.offlineClosed
          ? nothing
          : html`<fw-notice data-name="offline" @fw-dismiss=${this.onCloseOffline}
              >${withoutNetworkText(offline.state)}</fw-notice
            >`
      }
      ${this.offered && !this.updateClosed ? this.updateNotice(services) : nothing}
    </div>`;
  }

  private updateNotice({ model }: Services): TemplateResult {
    return html`<fw-notice data-name="update" @fw-dismiss=${this.onCloseUpdate}>
      <span class="update">
        ${msg('A newer version of Featherweight is ready.', { id: 'update.ready' })}
        <button type="button" class="quiet" ?disabled=${model.busy} @click=${this.onUpdate}>
          ${msg('Reload to update', { id: 'update.reload' })}
        </button>
      </span>
    </fw-notice>`;
  }

  private onCloseOffline(): void {
    this.offlineClosed = true;
  }

  private onCloseUpdate(): void {
    this.updateClosed = true;
  }

  private onUpdate(): void {
    const { offline, model } = this.services ?? {};
    if (!model?.busy) offline?.update();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-offline-notices': FwOfflineNotices;
  }
}
