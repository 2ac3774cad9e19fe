import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { Finding, OfferedFile, Recognised } from '../../core/model-work.ts';
import { dialogStyles } from '../benchmark/dialog.styles.ts';
import { controls } from '../components/controls.styles.ts';
import { failureText } from '../i18n/errors.ts';
import { number, size } from '../i18n/format.ts';
import { panelStyles } from './panel.styles.ts';
import { againAdvice, factLines } from './words.ts';

/** What is shown: files being read, or what they hold. */
export interface Offer {
  readonly files: readonly OfferedFile[];
  /** `undefined` while they are read. */
  readonly findings: readonly Finding[] | undefined;
}

/**
 * What was recognised in files, before any of it is kept. Dispatches `fw-install` with the models
 * that are to be kept, and `fw-close`.
 */
@localized()
@customElement('fw-import-findings')
export class FwImportFindings extends LitElement {
  static override styles = [
    controls,
    dialogStyles,
    panelStyles,
    css`
      dialog {
        width: min(640px, calc(100vw - 24px));
        padding-bottom: 0;
      }
      dialog .buttons {
        position: sticky;
        bottom: 0;
        margin-top: 4px;
        padding: 12px 0 20px;
        background: var(--surface);
      }
      section {
        margin-top: 12px;
        padding: 12px 0 0;
        border-top: 1px solid var(--line);
      }
      label {
        display: flex;
        align-items: center;
        gap: 8px;
        min-height: var(--control);
      }
      input[type='checkbox'] {
        width: 16px;
        height: 16px;
        accent-color: var(--accent);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));
        column-gap: 24px;
      }
      dialog .problem {
        margin-top: 6px;
        color: var(--fault);
      }
      dialog .note {
        margin-top: 6px;
      }
    `,
  ];

  @property({ attribute: false }) offer: Offer | undefined;
  /** Ids of models that are on the device. */
  @property({ attribute: false }) taken: ReadonlySet<string> = new Set();
  /** Bytes that the browser has free; `undefined` where it doesn't tell. */
  @property({ attribute: false }) freeBytes: number | undefined;

  @state() private unwanted: ReadonlySet<string> = new Set();

  @query('dialog') private readonly dialog!: HTMLDialogElement | null;

  protected override updated(): void {
    const { dialog } = this;
    if (!dialog) return;
    if (this.offer && !dialog.open) {
      this.unwanted = new Set();
      dialog.showModal();
    } else if (!this.offer && dialog.open) dialog.close();
  }

  override render(): TemplateResult {
    const { offer } = this;
    const wanted = this.wanted;
    return html`<dialog aria-labelledby="title" @cancel=${this.onClose}>
      <h2 id="title">${msg('What these files hold', { id: 'models.findings' })}</h2>
      ${offer ? this.content(offer) : nothing}
      <div class="buttons">
        <button type="button" class="button" @click=${this.onClose}>
          ${msg('Close', { id: 'bench.close' })}
        </button>
        <button
          type="button"
          class="button primary"
          ?disabled=${wanted.length === 0}
          @click=${this.onInstall}
        >
          ${msg('Keep on this device', { id: 'models.install' })}
        </button>
      </div>
    </dialog>`;
  }

  private content({ files, findings }: Offer): TemplateResult {
    if (!findings)
      return html`<p role="status">
        ${msg(str`Reading what ${number(files.length)} files say of themselves.`, {
          id: 'models.reading',
        })}
      </p>`;
    return html`
      ${map(findings, (finding) => {
        switch (finding.kind) {
          case 'model':
            return this.model(finding.model);
          case 'refused':
            return refusal(finding);
        }
      })}
      ${
        findings.length > 0
          ? nothing
          : html`<section>
              <p>
                ${msg('This file is not a model Featherweight can read. It was left untouched.', {
                  id: 'models.no-model',
                })}
              </p>
            </section>`
      }
    `;
  }

  private model(found: Recognised): TemplateResult {
    const { draft, simdObstacle, convertedTypes } = found;
    const { facts, displayName, shippedLevel, id } = draft;
    const bytes = this.bytesOf(found);
    const isShort = this.freeBytes !== undefined && bytes > this.freeBytes;
    return html`<section>
      <label>
        <input
          type="checkbox"
          data-main=${draft.main}
          .checked=${!this.unwanted.has(draft.main)}
          @change=${this.onWanted}
        />
        <strong>${displayName}</strong> ${size(bytes)}
      </label>
      <dl>
        ${map(
          factLines(facts, shippedLevel),
          ({ label, value }) =>
            html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
        )}
      </dl>
      ${
        simdObstacle
          ? html`<p class="note">
              ${failureText(simdObstacle).happened}
              ${msg('It runs as it is on onnxruntime, at its own level only.', {
                id: 'models.as-it-is',
              })}
            </p>`
          : nothing
      }
      ${
        convertedTypes.length > 0
          ? html`<p class="note">
              ${msg(
                str`${convertedTypes.join(', ')} has no kernel of its own here: its weights are rounded to the nearest form that has one. What that costs can be measured on this screen once it is kept.`,
                { id: 'models.converted' },
              )}
            </p>`
          : nothing
      }
      ${
        this.taken.has(id)
          ? html`<p class="note">
              ${msg('A model of this name is on this device: it will be replaced.', {
                id: 'models.replaces',
              })}
            </p>`
          : nothing
      }
      ${
        isShort
          ? html`<p class="problem" role="alert">
              ${msg('The browser may not have room for it.', { id: 'models.no-room' })}
            </p>`
          : nothing
      }
    </section>`;
  }

  private bytesOf({ files }: Recognised): number {
    const offered = this.offer?.files ?? [];
    return offered.reduce((sum, { path, data }) => sum + (files.includes(path) ? data.size : 0), 0);
  }

  private get wanted(): readonly Recognised[] {
    return (this.offer?.findings ?? []).flatMap((finding) =>
      finding.kind === 'model' && !this.unwanted.has(finding.model.draft.main)
        ? [finding.model]
        : [],
    );
  }

  private onWanted(event: Event): void {
    const { checked, dataset } = event.currentTarget as HTMLInputElement;
    const unwanted = new Set(this.unwanted);
    if (checked) unwanted.delete(dataset.main ?? '');
    else unwanted.add(dataset.main ?? '');
    this.unwanted = unwanted;
  }

  private onInstall(): void {
    this.dispatchEvent(new CustomEvent('fw-install', { detail: this.wanted }));
  }

  private onClose(): void {
    this.dispatchEvent(new Event('fw-close'));
  }
}

const refusal = ({ path, failure }: Extract<Finding, { kind: 'refused' }>): TemplateResult => {
  const { happened, advice } = failureText(failure);
  return html`<section>
    <h3>${path}</h3>
    <p class="problem" role="alert">${happened} ${againAdvice(failure) ?? advice}</p>
    <p class="note">${msg('The file was left untouched.', { id: 'models.untouched' })}</p>
  </section>`;
};

declare global {
  interface HTMLElementTagNameMap {
    'fw-import-findings': FwImportFindings;
  }
}
