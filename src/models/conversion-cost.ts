import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type {
  ConversionCost,
  ConversionQuality,
  KernelForm,
  StoredType,
} from '../../core/conversion.ts';
import { chunkLength } from '../compare/evaluation/evaluation.ts';
import { controls } from '../components/controls.styles.ts';
import { engineName } from '../i18n/engines.ts';
import { dateOnly, number, significant, size } from '../i18n/format.ts';
import { divergenceText, joined, shareText } from '../report/evidence/figure-text.ts';
import { styles } from './conversion-cost.styles.ts';
import {
  isCurrent,
  measuredChunks,
  type ConversionProgress,
  type ConversionStage,
  type TooLarge,
} from './conversion-measurement.ts';
import { panelStyles } from './panel.styles.ts';

/**
 * What becomes of the weights of a file whose types kernels don't all have, and what that costs, once it
 * was measured. Dispatches `fw-measure` and `fw-stop`.
 */
@localized()
@customElement('fw-conversion-cost')
export class FwConversionCost extends LitElement {
  static override styles = [controls, panelStyles, styles];

  @property({ attribute: false }) types: readonly StoredType[] = [];
  @property({ attribute: false }) cost: ConversionCost | undefined;
  /** Of the measurement under way. */
  @property({ attribute: false }) progress: ConversionProgress | undefined;
  /** Set where the file's own values can't be held here. */
  @property({ attribute: false }) tooLarge: TooLarge | undefined;
  /** Other work is under way. */
  @property({ type: Boolean }) busy = false;
  @property({ attribute: 'app-version' }) appVersion = '';

  override render(): TemplateResult {
    const { cost, tooLarge } = this;
    return html`
      <h3 id="title">
        ${msg('How its weights run on the SIMD engine', { id: 'models.conversion' })}
      </h3>
      <div class="scroller" tabindex="0" role="group" aria-labelledby="title">
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('In the file', { id: 'models.conversion-type' })}</th>
              <th scope="col" class="figure">
                ${msg('Share of weights', { id: 'models.conversion-share' })}
              </th>
              <th scope="col">${msg('Runs as', { id: 'models.conversion-form' })}</th>
              <th scope="col" class="figure">${errorLabel()}</th>
            </tr>
          </thead>
          <tbody>
            ${map(this.types, (type) => this.type(type))}
          </tbody>
        </table>
      </div>
      ${cost?.quality ? this.quality(cost.quality) : nothing}
      ${
        tooLarge
          ? html`<p class="note">
              ${msg(
                str`What this does to the model’s predictions can’t be measured here: the file’s own values in 32 bits need about ${size(tooLarge.neededBytes)}, and the limit is ${size(tooLarge.limitBytes)}.`,
                { id: 'models.conversion-too-large' },
              )}
            </p>`
          : nothing
      }
      ${this.progress ? this.underWay(this.progress) : this.offer()}
    `;
  }

  private type({ type, weights, runsAs }: StoredType): TemplateResult {
    const all = this.types.reduce((sum, each) => sum + each.weights, 0);
    const error = this.cost?.errors.find((each) => each.type === type);
    return html`<tr>
      <th scope="row">${type}</th>
      <td class="figure">${shareOf(weights / all)}</td>
      <td class="form">${formText(runsAs)}</td>
      <td class="figure error">
        <span class="short">${errorLabel()}</span>
        ${
          runsAs === 'as-stored'
            ? '0'
            : error
              ? `${significant(100 * error.relativeSquaredError, 2)} %`
              : msg('not computed yet', { id: 'models.conversion-unknown' })
        }
      </td>
    </tr>`;
  }

  private quality(quality: ConversionQuality): TemplateResult {
    const { kld, sameTop, variant, reference, chunks, chunkLength: length, positions } = quality;
    return html`<dl>
        <div>
          <dt>${msg('KL divergence', { id: 'measure.kld' })}</dt>
          <dd>
            ${msg(str`${joined(divergenceText(kld))} nats`, { id: 'models.conversion-nats' })}
          </dd>
        </div>
        <div>
          <dt>${msg('Same most likely token', { id: 'models.conversion-same-top' })}</dt>
          <dd>${joined(shareText(sameTop))} %</dd>
        </div>
      </dl>
      <p class="note">
        ${msg(
          str`${variant.level} on ${engineName(variant.engine)} against the file’s own values in 32 bits (${reference.level}), on ${number(chunks)} chunks of ${number(length)} tokens of WikiText-2: ${number(chunks * length)} tokens, ${number(positions)} of them predicted. ± is one standard error. The engine’s activations of 8 bits count too. ${dateOnly(Date.parse(quality.finishedAt))}, Featherweight ${quality.appVersion}.`,
          { id: 'models.conversion-basis' },
        )}
      </p>`;
  }

  private offer(): TemplateResult | typeof nothing {
    const { cost, tooLarge } = this;
    const isWhole =
      cost && (tooLarge ?? (cost.quality && isCurrent(cost.quality, this.appVersion)));
    if (isWhole) return nothing;
    return html`<div class="offer">
      <button type="button" class="button small" ?disabled=${this.busy} @click=${this.onMeasure}>
        ${
          cost?.quality
            ? msg('Measure again with this version', { id: 'models.conversion-again' })
            : msg('Measure what this costs', { id: 'models.conversion-measure' })
        }
      </button>
      ${
        tooLarge
          ? nothing
          : html`<p class="note">
              ${msg(
                str`Reads ${number(measuredChunks)} chunks of ${number(chunkLength)} tokens twice, with the file’s own values and as it runs. The chat waits meanwhile. The result is kept with the model.`,
                { id: 'models.conversion-offer' },
              )}
            </p>`
      }
    </div>`;
  }

  private underWay({ stage, share }: ConversionProgress): TemplateResult {
    const text = stageText(stage);
    return html`<div class="work">
      <p role="status">${text}</p>
      <div
        class="track"
        role="progressbar"
        aria-label=${msg('Measured so far', { id: 'progress.label' })}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${Math.floor(100 * share)}
      >
        <span style="width:${(100 * share).toFixed(2)}%"></span>
      </div>
      <span class="share">${number(Math.floor(100 * share))} %</span>
      <button type="button" class="button small" @click=${this.onStop}>
        ${msg('Stop', { id: 'models.stop' })}
      </button>
    </div>`;
  }

  private onMeasure(): void {
    this.dispatchEvent(new Event('fw-measure'));
  }

  private onStop(): void {
    this.dispatchEvent(new Event('fw-stop'));
  }
}

const errorLabel = (): string => msg('Relative squared error', { id: 'models.conversion-error' });

/** Norms and biases are a hundredth of a percent. */
const shareOf = (share: number): string =>
  share < 0.0005 ? `< ${number(0.1, 1)} %` : `${number(100 * share, 1)} %`;

function formText(form: KernelForm): string {
  switch (form) {
    case 'as-stored':
      return msg('as stored', { id: 'models.conversion-as-stored' });
    case 'blocks4':
      return msg('4 bits with scale and offset per 32', { id: 'models.conversion-blocks4' });
    case 'blocks8':
      return msg('8 bits with a scale per 32', { id: 'models.conversion-blocks8' });
  }
}

function stageText(stage: ConversionStage): string {
  switch (stage) {
    case 'weights':
      return msg('Comparing the weights.', { id: 'models.conversion-weights' });
    case 'waiting':
      return msg('Waiting for the chat to end what it is at.', { id: 'progress.waiting' });
    case 'reference':
      return msg('Reading the text with the file’s own values.', {
        id: 'models.conversion-reference',
      });
    case 'level':
      return msg('Reading the text as it runs.', { id: 'models.conversion-level' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-conversion-cost': FwConversionCost;
  }
}
