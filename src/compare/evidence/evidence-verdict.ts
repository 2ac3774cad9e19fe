import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../components/controls.styles.ts';
import { megabytes } from '../../i18n/format.ts';
import { noLimits, type Limits } from '../../report/evidence/limits.ts';
import type { EvidenceRow, EvidenceView } from '../../report/evidence/rows.ts';
import { namesIn } from '../../report/evidence/variant-name.ts';
import type { Judgement } from '../../report/evidence/verdict.ts';
import { verdictText } from '../../report/evidence/verdict-text.ts';
import { styles } from './evidence-verdict.styles.ts';

/** Intervals, and figures with their errors and units, stay on one line. */
const unbroken = (text: string): string =>
  text
    .replace(/\[[^\]]*\]/g, (interval) => interval.replaceAll(' ', '\u00a0'))
    .replace(/[\]%](?=\p{L})/gu, '$&\u2060')
    .replace(/ ± /g, '\u00a0±\u00a0')
    .replace(/(\d) (%|MB)/g, '$1\u00a0$2');

/** One sentence with its evidence, the weight that it is about, and what a sceptic should know. */
@localized()
@customElement('fw-evidence-verdict')
export class FwEvidenceVerdict extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) view: EvidenceView | undefined;
  @property({ attribute: false }) judgement: Judgement | undefined;
  @property({ attribute: false }) limits: Limits = noLimits;

  override render(): TemplateResult | typeof nothing {
    const { view, judgement, limits } = this;
    if (!view || !judgement) return nothing;
    const { lead, sentence, tail, notes } = verdictText(judgement, view, limits);
    return html`
      <p class="verdict" role="status">
        ${lead ? html`<b>${lead}</b> ` : nothing}${unbroken(sentence)}
        <span class="tail">${unbroken(tail)}</span>
      </p>
      ${this.weight(view, judgement)}
      ${
        notes.length > 0
          ? html`<ul>
              ${map(notes, (note) => html`<li>${unbroken(note)}</li>`)}
            </ul>`
          : nothing
      }
    `;
  }

  /** The chosen variant's bytes on the scale of the reference's, or of the heaviest. */
  private weight(view: EvidenceView, { verdict }: Judgement): TemplateResult | typeof nothing {
    if (verdict.kind !== 'chosen' || !verdict.row.facts) return nothing;
    const own = verdict.row.facts.bytes;
    const heaviest = view.rows.at(-1);
    const other = verdict.evidence.reference ?? heaviest;
    if (!other?.facts || other === verdict.row) return nothing;
    const whole = Math.max(own, other.facts.bytes);
    const share = own / whole;
    const name = namesIn(view);
    const label = (row: EvidenceRow): string =>
      msg(str`${name(row)}, ${megabytes(row.facts?.bytes ?? 0)} MB`, { id: 'verdict.weight' });
    return html`<div class="weight" style="--share:${share.toFixed(4)}">
      <div class="bar" aria-hidden="true"><i></i></div>
      <span class="own ${share < 0.25 ? 'after' : ''}">${label(verdict.row)}</span>
      ${share < 0.72 ? html`<span class="other">${label(other)}</span>` : nothing}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-evidence-verdict': FwEvidenceVerdict;
  }
}
