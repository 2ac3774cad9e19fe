import { localized, msg } from '@lit/localize';
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import type { OfferedFile } from '../../core/model-work.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { droppedFiles, pickedFiles } from './offered-files.ts';
import { panelStyles } from './panel.styles.ts';

/** Where model files are dropped or picked. Dispatches `fw-files` with `OfferedFile`s. */
@localized()
@customElement('fw-import-box')
export class FwImportBox extends LitElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      .box {
        display: flex;
        align-items: center;
        gap: 14px;
        min-height: 132px;
        height: 100%;
        padding: 16px 20px;
        border: 1px dashed var(--line-2);
        border-radius: var(--r3);
        background: var(--paper);
        font-size: var(--t-base);
        line-height: 20px;
      }
      .box.over {
        border-color: var(--accent);
        background: var(--accent-weak);
      }
      .box > wa-icon {
        flex: none;
        color: var(--accent);
        font-size: 18px;
      }
      .quiet {
        font-size: inherit;
        line-height: 20px;
        min-height: 20px;
      }
      .note {
        margin-top: 4px;
      }
      .actions {
        gap: 0 16px;
      }
      @media (max-width: 640px) {
        .quiet {
          min-height: 44px;
        }
      }
    `,
  ];

  @state() private over = false;

  @query('.files') private readonly files!: HTMLInputElement;
  @query('.folder') private readonly folder!: HTMLInputElement;

  override render(): TemplateResult {
    return html`<div
      class="box ${this.over ? 'over' : ''}"
      @dragover=${this.onOver}
      @dragleave=${this.onLeave}
      @drop=${this.onDrop}
    >
      <wa-icon name="upload" aria-hidden="true"></wa-icon>
      <div>
        <strong>${msg('Drop model files here', { id: 'models.drop' })}</strong>
        <div class="actions">
          <button type="button" class="quiet" @click=${this.onPickFiles}>
            ${msg('Choose files', { id: 'models.choose-files' })}
          </button>
          <button type="button" class="quiet" @click=${this.onPickFolder}>
            ${msg('Choose a folder', { id: 'models.choose-folder' })}
          </button>
        </div>
        <p class="note">
          ${msg(
            'GGUF; or ONNX or safetensors with their config.json and tokenizer.json. They are checked and weighed here, and copied nowhere else.',
            { id: 'models.drop-what' },
          )}
        </p>
      </div>
      <input class="files" type="file" multiple hidden @change=${this.onPicked} />
      <input class="folder" type="file" .webkitdirectory=${true} hidden @change=${this.onPicked} />
    </div>`;
  }

  private onOver(event: DragEvent): void {
    event.preventDefault();
    this.over = true;
  }

  private onLeave(): void {
    this.over = false;
  }

  private async onDrop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.over = false;
    if (event.dataTransfer) this.offer(await droppedFiles(event.dataTransfer));
  }

  private onPickFiles(): void {
    this.files.click();
  }

  private onPickFolder(): void {
    this.folder.click();
  }

  private onPicked(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    this.offer(pickedFiles(input.files ?? []));
    // The same files can be picked again.
    input.value = '';
  }

  private offer(detail: readonly OfferedFile[]): void {
    if (detail.length > 0) this.dispatchEvent(new CustomEvent('fw-files', { detail }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-import-box': FwImportBox;
  }
}
