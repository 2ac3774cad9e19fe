import { localized, msg } from '@lit/localize';
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { LitElement, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../components/controls.styles.ts';
import '../../components/icons.ts';

export const exportForms = ['html', 'json', 'csv', 'svg', 'png'] as const;
export type Export = (typeof exportForms)[number];

const formText = (form: Export): string => {
  switch (form) {
    case 'html':
      return msg('Report, one HTML file', { id: 'export.html' });
    case 'json':
      return msg('Report and all measurements, JSON', { id: 'export.json' });
    case 'csv':
      return msg('Figures, CSV', { id: 'export.csv' });
    case 'svg':
      return msg('Chart, SVG', { id: 'export.svg' });
    case 'png':
      return msg('Chart, PNG', { id: 'export.png' });
  }
};

/** The comparison as files, and a file of measurements to look at. Dispatches `fw-export`, `fw-import`. */
@localized()
@customElement('fw-evidence-exports')
export class FwEvidenceExports extends LitElement {
  static override styles = [controls];

  /** There is nothing to export. */
  @property({ type: Boolean }) empty = false;

  @query('input') private readonly file!: HTMLInputElement | null;

  override render(): TemplateResult {
    return html`<wa-dropdown placement="bottom-end" @wa-select=${this.onSelect}>
        <button slot="trigger" type="button" class="button small">
          ${msg('Export', { id: 'export.title' })}<wa-icon name="chevron-down"></wa-icon>
        </button>
        ${map(
          exportForms,
          (form) =>
            html`<wa-dropdown-item value=${form} ?disabled=${this.empty}
              >${formText(form)}</wa-dropdown-item
            >`,
        )}
        <wa-dropdown-item value="import"
          >${msg('Open measurements, JSON', { id: 'export.import' })}</wa-dropdown-item
        >
      </wa-dropdown>
      <input
        type="file"
        hidden
        accept=".json,application/json"
        aria-label=${msg('Open measurements, JSON', { id: 'export.import' })}
        @change=${this.onFile}
      />`;
  }

  private onSelect(event: CustomEvent<{ readonly item: { readonly value: string } }>): void {
    const { value } = event.detail.item;
    const form = exportForms.find((each) => each === value);
    if (form) this.dispatchEvent(new CustomEvent('fw-export', { detail: form }));
    else this.file?.click();
  }

  private onFile(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (file) this.dispatchEvent(new CustomEvent('fw-import', { detail: file }));
    // The same file can be picked again.
    input.value = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-exports': FwEvidenceExports;
  }
  interface HTMLElementEventMap {
    'fw-export': CustomEvent<Export>;
    'fw-import': CustomEvent<File>;
  }
}
