import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { repeat } from 'lit/directives/repeat.js';
import { servicesContext, type Services } from '../app/contexts.ts';
import { chatAddress, newChatAddress } from '../app/routes.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { Observe } from '../components/observe.ts';
import { counted, number, size } from '../i18n/format.ts';
import { importText } from '../i18n/imports.ts';
import { textOf } from '../report/export-file.ts';
import type { ChatSummary } from '../store/chats.ts';
import { chatsFromJson, chatsToJson } from './chat-file.ts';
import { chatsToMarkdown } from './chat-markdown.ts';
import { groupByDay, type HistoryGroup } from './history-groups.ts';
import { styles } from './history.styles.ts';
import { newId } from './new-id.ts';
import { saveFile } from './save-file.ts';

/** `wa-select` carries the item in its detail. */
type SelectEvent = CustomEvent<{ readonly item: { readonly value: string } }>;

const titleOf = (chat: ChatSummary): string =>
  chat.title || chat.firstQuestion || msg('New chat', { id: 'history.untitled' });

const matches = (chat: ChatSummary, words: string): boolean =>
  `${chat.title}\n${chat.firstQuestion}`.toLowerCase().includes(words.toLowerCase());

/** From how many chats on they can be searched. */
const searchFrom = 8;

/** All chats by day, with what can be done with each. Dispatches `fw-collapse` and `fw-chosen`. */
@localized()
@customElement('fw-history')
export class FwHistory extends LitElement {
  static override styles = [controls, styles];

  /** Shown in a drawer, which has its own heading and its own way to close. */
  @property({ type: Boolean, reflect: true }) drawer = false;

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  @state() private search = '';
  @state() private renaming: ChatSummary | undefined;
  /** What an import did, or why it did nothing. */
  @state() private said = '';

  @query('#file') private readonly file!: HTMLInputElement;
  @query('#chat-title') private readonly titleInput!: HTMLInputElement | null;

  constructor() {
    super();
    new Observe(this, () => (this.services ? [this.services.chats] : []));
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    const { summaries } = services.chats;
    const shown = this.search ? summaries.filter((chat) => matches(chat, this.search)) : summaries;
    return html`
      ${this.head()} ${summaries.length >= searchFrom ? this.searchField() : nothing}
      <nav aria-label=${msg('Chats', { id: 'history.title' })}>
        ${
          summaries.length === 0
            ? html`<p class="none">
                ${msg('No chats yet. What you ask is kept here, on this device.', {
                  id: 'history.none',
                })}
              </p>`
            : shown.length === 0
              ? html`<p class="none">${msg('No chat matches.', { id: 'history.no-match' })}</p>`
              : map(groupByDay(shown, Date.now()), (group) => this.group(group))
        }
      </nav>
      ${this.messages(services)} ${this.foot(summaries)} ${this.renameDialog()}
      <input
        id="file"
        class="hidden-text"
        type="file"
        accept="application/json,.json"
        tabindex="-1"
        aria-hidden="true"
        @change=${this.onFile}
      />
    `;
  }

  private head(): TemplateResult {
    const start = msg('New chat', { id: 'history.new' });
    const collapse = msg('Hide the chats', { id: 'history.hide' });
    return html`<div class="head">
      ${
        this.drawer
          ? html`<a class="button new" href=${newChatAddress} @click=${this.onChosen}
              ><wa-icon name="plus"></wa-icon>${start}</a
            >`
          : html`<h2>${msg('Chats', { id: 'history.title' })}</h2>
              <a class="icon" href=${newChatAddress} aria-label=${start} title=${start}
                ><wa-icon name="plus"></wa-icon
              ></a>
              <button
                type="button"
                class="icon"
                aria-label=${collapse}
                title=${collapse}
                @click=${this.onCollapse}
              >
                <wa-icon name="panel-left"></wa-icon>
              </button>`
      }
    </div>`;
  }

  private searchField(): TemplateResult {
    const label = msg('Search chats', { id: 'history.search' });
    return html`<div class="search">
      <wa-icon name="search" aria-hidden="true"></wa-icon>
      <input
        type="search"
        placeholder=${label}
        aria-label=${label}
        .value=${this.search}
        @input=${this.onSearch}
      />
    </div>`;
  }

  private group({ title, chats }: HistoryGroup): TemplateResult {
    return html`<h3>${title}</h3>
      <ul>
        ${repeat(
          chats,
          ({ id }) => id,
          (chat) => this.row(chat),
        )}
      </ul>`;
  }

  private row(chat: ChatSummary): TemplateResult {
    const title = titleOf(chat);
    const current = chat.id === this.services?.chats.current.id;
    const messages = counted(
      chat.messageCount,
      () => msg('1 message', { id: 'history.message' }),
      () => msg(str`${number(chat.messageCount)} messages`, { id: 'history.messages' }),
    );
    const writing = this.services?.chats.isWriting(chat.id) === true;
    return html`<li class=${current ? 'current' : ''}>
      <a
        href=${chatAddress(chat.id)}
        aria-current=${current ? 'page' : 'false'}
        @click=${this.onChosen}
      >
        <span class="title">${title}</span>
        <span class="meta"
          ><span
            >${
              writing
                ? msg('being answered', { id: 'history.writing' })
                : chat.level
                  ? `${chat.level}, ${messages}`
                  : messages
            }</span
          ><span class="bytes">${size(chat.bytes)}</span></span
        >
      </a>
      <div class="menu">
        <wa-dropdown placement="bottom-end" data-id=${chat.id} @wa-select=${this.onMenu}>
          <button
            slot="trigger"
            type="button"
            class="icon small more"
            aria-label=${msg(str`More about “${title}”`, { id: 'history.more' })}
          >
            <wa-icon name="ellipsis"></wa-icon>
          </button>
          <wa-dropdown-item value="rename"
            >${msg('Rename', { id: 'history.rename' })}</wa-dropdown-item
          >
          <wa-dropdown-item value="json"
            >${msg('Export as JSON', { id: 'history.export-json' })}</wa-dropdown-item
          >
          <wa-dropdown-item value="markdown"
            >${msg('Export as Markdown', { id: 'history.export-markdown' })}</wa-dropdown-item
          >
          <wa-dropdown-item value="delete" variant="danger"
            >${msg('Delete', { id: 'history.delete' })}</wa-dropdown-item
          >
        </wa-dropdown>
      </div>
    </li>`;
  }

  private messages({ chats }: Services): TemplateResult {
    const { deleted } = chats;
    const title = deleted && (deleted.chat.title || (deleted.messages[0]?.content ?? ''));
    return html`<div role="status" class="messages">
      ${
        deleted
          ? html`<p>
              <span
                >${msg(str`Deleted “${(title ?? '').slice(0, 40)}”.`, { id: 'history.deleted' })}</span
              >
              <button type="button" class="quiet" @click=${this.onUndo}>
                ${msg('Undo', { id: 'history.undo' })}
              </button>
              ${this.closeButton(this.onForget)}
            </p>`
          : nothing
      }
      ${
        this.said
          ? html`<p><span>${this.said}</span> ${this.closeButton(this.onHeard)}</p>`
          : nothing
      }
    </div>`;
  }

  private closeButton(onClick: () => void): TemplateResult {
    return html`<button
      type="button"
      class="icon small"
      aria-label=${msg('Close this notice', { id: 'notice.close' })}
      @click=${onClick}
    >
      <wa-icon name="close"></wa-icon>
    </button>`;
  }

  private foot(summaries: readonly ChatSummary[]): TemplateResult {
    const bytes = size(summaries.reduce((sum, chat) => sum + chat.bytes, 0));
    const words = counted(
      summaries.length,
      () => msg(str`1 chat, ${bytes} here`, { id: 'history.total-one' }),
      () => msg(str`${number(summaries.length)} chats, ${bytes} here`, { id: 'history.total' }),
    );
    const empty = summaries.length === 0;
    return html`<div class="foot">
      <span>${words}</span>
      <wa-dropdown placement="top-end" @wa-select=${this.onAll}>
        <button slot="trigger" type="button" class="quiet">
          ${empty ? msg('Import', { id: 'history.import-short' }) : msg('Export', { id: 'history.export' })}
        </button>
        <wa-dropdown-item value="json" ?disabled=${empty}
          >${msg('Export all as JSON', { id: 'history.export-all-json' })}</wa-dropdown-item
        >
        <wa-dropdown-item value="markdown" ?disabled=${empty}
          >${msg('Export all as Markdown', { id: 'history.export-all-markdown' })}</wa-dropdown-item
        >
        <wa-dropdown-item value="import"
          >${msg('Import chats from JSON', { id: 'history.import' })}</wa-dropdown-item
        >
      </wa-dropdown>
    </div>`;
  }

  private renameDialog(): TemplateResult {
    const label = msg('Rename the chat', { id: 'history.rename-title' });
    return html`<wa-dialog
      label=${label}
      .open=${this.renaming !== undefined}
      @wa-after-show=${this.onRenameShown}
      @wa-after-hide=${this.onRenameHidden}
    >
      <form @submit=${this.onRename}>
        <input
          id="chat-title"
          class="field"
          aria-label=${label}
          maxlength="120"
          autocomplete="off"
          .value=${this.renaming ? titleOf(this.renaming) : ''}
        />
        <div class="dialog-actions">
          <button type="button" class="button" @click=${this.onRenameHidden}>
            ${msg('Cancel', { id: 'cancel' })}
          </button>
          <button type="submit" class="button primary">
            ${msg('Rename', { id: 'history.rename' })}
          </button>
        </div>
      </form>
    </wa-dialog>`;
  }

  private onCollapse(): void {
    this.dispatchEvent(new Event('fw-collapse'));
  }

  private onChosen(): void {
    this.dispatchEvent(new Event('fw-chosen'));
  }

  private onSearch(event: Event): void {
    this.search = (event.target as HTMLInputElement).value.trim();
  }

  private async onMenu(event: SelectEvent): Promise<void> {
    const id = (event.currentTarget as HTMLElement).dataset.id ?? '';
    const chats = this.services?.chats;
    switch (event.detail.item.value) {
      case 'rename':
        this.renaming = chats?.summaries.find((chat) => chat.id === id);
        break;
      case 'delete':
        await chats?.delete(id);
        break;
      case 'json':
      case 'markdown':
        await this.export(event.detail.item.value, id);
        break;
    }
  }

  private async onAll({ detail }: SelectEvent): Promise<void> {
    const { value } = detail.item;
    if (value === 'import') this.file.click();
    if (value === 'json' || value === 'markdown') await this.export(value);
  }

  private async export(format: 'json' | 'markdown', id?: string): Promise<void> {
    const chats = await this.services?.chats.read(id);
    if (!chats) return;
    const name = `featherweight-${new Date().toISOString().slice(0, 10)}`;
    if (format === 'json')
      saveFile(`${name}.json`, 'application/json', chatsToJson(chats, Date.now()));
    else saveFile(`${name}.md`, 'text/markdown', chatsToMarkdown(chats));
  }

  private async onFile(): Promise<void> {
    const file = this.file.files?.[0];
    if (!file) return;
    const text = await textOf(file);
    this.file.value = '';
    const result = typeof text === 'string' ? chatsFromJson(text, newId) : text;
    if (result.kind === 'chats' && !(await this.services?.chats.add(result.chats))) return;
    this.said = importText(result);
  }

  private onRenameShown(): void {
    this.titleInput?.focus();
    this.titleInput?.select();
  }

  private onRenameHidden(): void {
    this.renaming = undefined;
  }

  private async onRename(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { renaming } = this;
    const title = this.titleInput?.value.trim() ?? '';
    this.renaming = undefined;
    if (renaming) await this.services?.chats.rename(renaming.id, title);
  }

  private readonly onUndo = async (): Promise<void> => {
    await this.services?.chats.undelete();
  };

  private readonly onForget = (): void => {
    this.services?.chats.forgetDeleted();
  };

  private readonly onHeard = (): void => {
    this.said = '';
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-history': FwHistory;
  }
}
