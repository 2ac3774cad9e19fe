import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { ModelOption } from '../../app/model-option.ts';
import { controls } from '../../components/controls.styles.ts';
import { textBases, textBasisKey, type TextBasis } from '../../report/evidence/basis.ts';
import { textBasisText } from '../../report/evidence/basis-text.ts';
import type { Evidence } from '../../report/evidence/measurement.ts';
import { evidenceForm } from './evidence-form.styles.ts';
import { styles } from './evidence-scope.styles.ts';

/**
 * What the figures stand for: the text and reference that they are compared on, where there are several, and
 * the models of this device that are laid beside the chat's. Dispatches `fw-basis` with a `textBasisKey` and
 * `fw-beside` with ids.
 */
@localized()
@customElement('fw-evidence-scope')
export class FwEvidenceScope extends LitElement {
  static override styles = [controls, evidenceForm, styles];

  @property({ attribute: false }) evidence: Evidence | undefined;
  @property({ attribute: false }) basis: TextBasis | null = null;
  /** Other models to choose from; none where a file is shown. */
  @property({ attribute: false }) others: readonly ModelOption[] = [];
  /** Ids of those chosen. */
  @property({ attribute: false }) beside: readonly string[] = [];

  override render(): TemplateResult {
    return html`${this.bases()} ${this.models()}`;
  }

  private bases(): TemplateResult | typeof nothing {
    const bases = textBases(this.evidence?.measurements ?? []);
    const [only] = bases;
    if (!only) return nothing;
    const name = ({ level }: { readonly level: string }): string => level;
    const current = this.basis ? textBasisKey(this.basis) : '';
    if (bases.length === 1) return html`<p>${textBasisText(only, name)}</p>`;
    return html`<label>
      <span class="hidden-text">${msg('Text and reference', { id: 'evidence.basis' })}</span>
      <select name="basis" @change=${this.onBasis}>
        ${map(
          bases,
          (basis) =>
            html`<option value=${textBasisKey(basis)} .selected=${textBasisKey(basis) === current}>
              ${textBasisText(basis, name)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  private models(): TemplateResult | typeof nothing {
    const { others, evidence } = this;
    if (others.length === 0 || !evidence) return nothing;
    const hasFigures = (id: string): boolean =>
      evidence.measurements.some(({ variant }) => variant.model === id);
    return html`<fieldset>
      <legend>${msg(str`Beside ${evidence.model.name}:`, { id: 'evidence.beside' })}</legend>
      ${map(others, ({ id, name }) => {
        const isChosen = this.beside.includes(id);
        return html`<label
          ><input
            type="checkbox"
            .value=${id}
            .checked=${isChosen}
            @change=${this.onModel}
          />${name}
          ${
            isChosen && !hasFigures(id)
              ? html`<span class="note"
                  >${msg('nothing measured yet', { id: 'evidence.unmeasured' })}</span
                >`
              : nothing
          }</label
        >`;
      })}
    </fieldset>`;
  }

  private onBasis(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.dispatchEvent(new CustomEvent('fw-basis', { detail: value }));
  }

  private onModel(event: Event): void {
    const { value, checked } = event.currentTarget as HTMLInputElement;
    const beside = this.others.flatMap(({ id }) =>
      (id === value ? checked : this.beside.includes(id)) ? id : [],
    );
    this.dispatchEvent(new CustomEvent('fw-beside', { detail: beside }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-scope': FwEvidenceScope;
  }
  interface HTMLElementEventMap {
    'fw-basis': CustomEvent<string>;
    'fw-beside': CustomEvent<readonly string[]>;
  }
}
