import { ContextProvider } from '@lit/context';
import { localized, msg } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/drawer/drawer.js';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '../chat/chat-screen.ts';
import type { FwChatScreen } from '../chat/chat-screen.ts';
import '../chat/history.ts';
import '../chat/settings.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { MediaMatch } from '../components/media-match.ts';
import { Observe } from '../components/observe.ts';
import { applyLocale, currentLocale, localeNames, type Locale } from '../i18n/locale.ts';
import '../offline/offline-notices.ts';
import { styles } from './app.styles.ts';
import { servicesContext, type Services } from './contexts.ts';
import './lazy-screen.ts';
import './nav.ts';
import { chatAddress, newChatAddress, parseRoute } from './routes.ts';
import { screens, type Screen } from './screens.ts';

/** The shell: top bar, screens, the chats, settings. */
@localized()
@customElement('fw-app')
export class FwApp extends LitElement {
  static override styles = [controls, styles];

  /** Set by who composes the page. */
  @property({ attribute: false }) services: Services | undefined;

  @state() private historyDrawer = false;
  @state() private settingsOpen = false;
  /** The screen that is shown; `undefined` for the chat. */
  @state() private screen: Screen | undefined;

  @query('fw-chat-screen') private readonly chatScreen!: FwChatScreen | null;
  @query('main') private readonly main!: HTMLElement | null;

  /** Screens that were shown stay, hidden, so that nothing in them is lost. */
  readonly #visited = new Set<Screen>();

  readonly #provider = new ContextProvider(this, { context: servicesContext });
  readonly #wide = new MediaMatch(this, '(min-width: 1024px)');
  readonly #phone = new MediaMatch(this, '(max-width: 640px)');
  readonly #dark = new MediaMatch(this, '(prefers-color-scheme: dark)');

  constructor() {
    super();
    new Observe(this, () =>
      this.services ? [this.services.preferences, this.services.model, this.services.chats] : [],
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#onRoute);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#onRoute);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('services') && this.services) {
      this.#provider.setValue(this.services);
      void this.route();
    }
    const { services } = this;
    if (!services) return;
    document.documentElement.dataset.theme = services.preferences.values.theme;
    const { chat } = services.chats.current;
    const stored = services.chats.summaries.find(({ id }) => id === chat.id);
    const title = this.screen?.title() ?? (chat.title || stored?.firstQuestion.slice(0, 60));
    document.title = title ? `${title} - Featherweight` : 'Featherweight';
    // A chat gets its address when its first question is asked.
    if (chat.leafId !== null && parseRoute(location.hash).kind === 'new')
      history.replaceState(null, '', chatAddress(chat.id));
  }

  override render(): TemplateResult {
    const { services } = this;
    const inChat = this.screen === undefined;
    const column = this.#wide.matches && services?.preferences.values.historyOpen === true;
    const nav = services ? this.navigation(services) : nothing;
    return html`
      <button type="button" class="skip" @click=${this.onSkip}>
        ${
          inChat
            ? msg('Skip to the question', { id: 'app.skip' })
            : msg('Skip to the content', { id: 'app.skip-content' })
        }
      </button>
      <header>
        ${this.#wide.matches || !inChat ? nothing : this.menuButton()}
        <a class="brand" href=${newChatAddress}>
          <wa-icon name="mark" aria-hidden="true"></wa-icon>Featherweight
        </a>
        ${this.#phone.matches ? nothing : nav} ${services ? this.sign(services) : nothing}
        ${services ? this.tools(services) : nothing}
      </header>
      ${
        services
          ? html`<fw-offline-notices></fw-offline-notices>
              <div class="body">
                ${
                  column && inChat
                    ? html`<aside>
                        <fw-history @fw-collapse=${this.onCollapse}></fw-history>
                      </aside>`
                    : nothing
                }
                <main tabindex="-1">
                  <fw-chat-screen
                    ?hidden=${!inChat}
                    ?history-hidden=${this.#wide.matches && !column}
                    @fw-show-history=${this.onShowHistory}
                  ></fw-chat-screen>
                  ${repeat(
                    screens.filter((screen) => this.#visited.has(screen)),
                    ({ name }) => name,
                    (screen) =>
                      html`<fw-lazy-screen
                        .screen=${screen}
                        ?hidden=${screen !== this.screen}
                      ></fw-lazy-screen>`,
                  )}
                </main>
              </div>
              ${this.#phone.matches ? nav : nothing} ${this.drawers()}`
          : nothing
      }
    `;
  }

  private navigation({ chats }: Services): TemplateResult {
    const { id, leafId } = chats.current.chat;
    return html`<fw-nav
      .current=${this.screen}
      chat=${leafId === null ? newChatAddress : chatAddress(id)}
    ></fw-nav>`;
  }

  private menuButton(): TemplateResult {
    const label = msg('Chats', { id: 'history.title' });
    return html`<button
      type="button"
      class="icon menu"
      aria-label=${label}
      title=${label}
      @click=${this.onMenu}
    >
      <wa-icon name="menu"></wa-icon>
    </button>`;
  }

  /** The sentence must be true: it says "offline" only once nothing more is needed from the network. */
  private sign({ model }: Services): TemplateResult {
    const { state } = model;
    const receiving = state.kind === 'loading' && state.progress.origin !== 'storage';
    const ready = state.kind === 'ready';
    const [long, short] = receiving
      ? [
          msg('Receiving a model: nothing leaves this device', { id: 'sign.receiving' }),
          msg('Receiving', { id: 'sign.receiving-short' }),
        ]
      : ready
        ? [
            msg('Offline: nothing leaves this device', { id: 'sign.offline' }),
            msg('Offline', { id: 'sign.offline-short' }),
          ]
        : [
            msg('Nothing leaves this device', { id: 'sign.here' }),
            msg('On this device', { id: 'sign.here-short' }),
          ];
    return html`<p class="sign" title=${long}>
      <wa-icon name="device" aria-hidden="true"></wa-icon><span class="long">${long}</span
      ><span class="short" aria-hidden="true">${short}</span>
    </p>`;
  }

  private tools({ preferences }: Services): TemplateResult {
    const other: Locale = currentLocale() === 'ko' ? 'en' : 'ko';
    const dark = this.isDark(preferences.values.theme);
    const theme = dark
      ? msg('Light theme', { id: 'theme.to-light' })
      : msg('Dark theme', { id: 'theme.to-dark' });
    const settings = msg('Settings', { id: 'settings.title' });
    return html`<div class="tools">
      <button
        type="button"
        class="language"
        lang=${other}
        data-locale=${other}
        @click=${this.onLocale}
      >
        ${localeNames[other]}
      </button>
      <button
        type="button"
        class="icon theme"
        aria-label=${theme}
        title=${theme}
        @click=${this.onTheme}
      >
        <wa-icon name="contrast"></wa-icon>
      </button>
      <button
        type="button"
        class="icon"
        aria-label=${settings}
        title=${settings}
        aria-haspopup="dialog"
        @click=${this.onSettings}
      >
        <wa-icon name="sliders"></wa-icon>
      </button>
    </div>`;
  }

  private drawers(): TemplateResult {
    return html`
      ${
        this.#wide.matches
          ? nothing
          : html`<wa-drawer
              class="history"
              placement="start"
              .lightDismiss=${true}
              label=${msg('Chats', { id: 'history.title' })}
              .open=${this.historyDrawer}
              @wa-after-hide=${this.onHistoryHidden}
            >
              <fw-history drawer @fw-chosen=${this.onHistoryHidden}></fw-history>
            </wa-drawer>`
      }
      <wa-drawer
        placement="end"
        .lightDismiss=${true}
        label=${msg('Settings', { id: 'settings.title' })}
        .open=${this.settingsOpen}
        @wa-after-hide=${this.onSettingsHidden}
      >
        ${this.settingsOpen ? html`<fw-settings></fw-settings>` : nothing}
      </wa-drawer>
    `;
  }

  private isDark(theme: 'system' | 'light' | 'dark'): boolean {
    return theme === 'dark' || (theme === 'system' && this.#dark.matches);
  }

  private async onSkip(): Promise<void> {
    if (this.screen) this.main?.focus();
    else await this.chatScreen?.focusComposer();
  }

  private onMenu(): void {
    this.historyDrawer = true;
  }

  private onHistoryHidden(): void {
    this.historyDrawer = false;
  }

  private onCollapse(): void {
    this.services?.preferences.update({ historyOpen: false });
  }

  private onShowHistory(): void {
    this.services?.preferences.update({ historyOpen: true });
  }

  private onSettings(): void {
    this.settingsOpen = true;
  }

  private onSettingsHidden(event: Event): void {
    if (event.target === event.currentTarget) this.settingsOpen = false;
  }

  private async onLocale(event: Event): Promise<void> {
    const locale = (event.currentTarget as HTMLElement).dataset.locale === 'ko' ? 'ko' : 'en';
    this.services?.preferences.update({ locale });
    await applyLocale(locale);
  }

  private onTheme(): void {
    const { preferences } = this.services ?? {};
    if (!preferences) return;
    preferences.update({ theme: this.isDark(preferences.values.theme) ? 'light' : 'dark' });
  }

  readonly #onRoute = (): void => void this.route();

  private async route(): Promise<void> {
    const { chats } = this.services ?? {};
    if (!chats) return;
    const route = parseRoute(location.hash);
    this.screen = route.kind === 'screen' ? route.screen : undefined;
    if (route.kind === 'screen') {
      this.#visited.add(route.screen);
      return;
    }
    if (route.kind === 'chat') {
      if (await chats.show(route.id)) return;
      history.replaceState(null, '', newChatAddress);
    }
    if (chats.current.branch.length > 0) chats.startNew();
    await this.updateComplete;
    if (this.#wide.matches) await this.chatScreen?.focusComposer();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-app': FwApp;
  }
}
