import { localized, msg } from '@lit/localize';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { styles } from './nav.styles.ts';
import { newChatAddress, screenAddress } from './routes.ts';
import { screens, type Screen } from './screens.ts';

/** Links to the screens: words in the top bar, and on a phone tabs along the bottom. */
@localized()
@customElement('fw-nav')
export class FwNav extends LitElement {
  static override styles = [controls, styles];

  /** The screen that is shown; `undefined` for the chat. */
  @property({ attribute: false }) current: Screen | undefined;
  /** Address of the chat that was shown last. */
  @property() chat = newChatAddress;

  override render(): TemplateResult {
    return html`<nav aria-label=${msg('Screens', { id: 'nav.label' })}>
      ${link(this.chat, 'chat', msg('Chat', { id: 'nav.chat' }), this.current === undefined)}
      ${map(screens, (screen) =>
        link(screenAddress(screen), screen.icon, screen.title(), screen === this.current),
      )}
    </nav>`;
  }
}

const link = (address: string, icon: string, title: string, current: boolean): TemplateResult =>
  html`<a href=${address} aria-current=${current ? 'page' : 'false'}>
    <wa-icon name=${icon} aria-hidden="true"></wa-icon>${title}
  </a>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-nav': FwNav;
  }
}
