import { msg } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { FeatherweightError } from '../../../core/errors.ts';
import '../../components/failure.ts';
import type { EvidenceStore } from '../../store/evidence-store.ts';

/** What is to be told above the evidence. */
export interface Notices {
  readonly error: FeatherweightError | null;
  readonly storageProblem: EvidenceStore['problem'];
  /** Of the file whose figures are shown. */
  readonly importedName: string | undefined;
  /** What the last measuring left out of its questions; may be empty. */
  readonly leftOut: string;
  /** An evaluation can be gone on with. */
  readonly isCutOff: boolean;
  readonly onBack: () => void;
  readonly onContinue: () => void;
}

export function evidenceNotices(notices: Notices): TemplateResult {
  const { error, storageProblem, importedName, leftOut, isCutOff, onBack, onContinue } = notices;
  return html`
    ${error ? html`<fw-failure .failure=${error.failure} .error=${error}></fw-failure>` : nothing}
    ${
      storageProblem
        ? html`<fw-failure .failure=${{ code: storageProblem, parameters: {} }}></fw-failure>`
        : nothing
    }
    ${
      importedName === undefined
        ? nothing
        : html`<p class="notice">
            ${msg('Figures of a file, not of this device:', { id: 'evidence.imported' })}
            <b>${importedName}</b>
            <button type="button" class="quiet" @click=${onBack}>
              ${msg('Back to this device', { id: 'evidence.back' })}
            </button>
          </p>`
    }
    ${leftOut ? html`<p class="notice">${leftOut}</p>` : nothing}
    ${
      isCutOff
        ? html`<p class="notice">
            ${msg('An evaluation was cut off. What it scored is kept.', {
              id: 'evidence.unfinished',
            })}
            <button type="button" class="quiet" @click=${onContinue}>
              ${msg('Go on with it', { id: 'evidence.continue' })}
            </button>
          </p>`
        : nothing
    }
  `;
}
