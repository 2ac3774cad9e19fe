import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { LoadProgress } from '../../bridge/engine.ts';
import '../../components/answer-account.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import '../../components/markdown-text.ts';
import type { FwMarkdownText } from '../../components/markdown-text.ts';
import { Observe } from '../../components/observe.ts';
import { megabytes, number } from '../../i18n/format.ts';
import {
  answerAccount,
  firstTokenReadout,
  rateReadout,
  type Readout,
} from '../../report/answer-account.ts';
import { loadPartLabel, originLabel } from '../../report/answer-details.ts';
import { makingOf, makingText } from '../../report/making-text.ts';
import type { RunMode } from './comparison.ts';
import type { AnswerState, VariantAnswer } from './variant-answer.ts';
import { styles } from './variant-outcome.styles.ts';

type Finished = Extract<AnswerState, { kind: 'finished' }>;

/** What became of one variant's answer: its way there, its text, what it cost. Dispatches `fw-again`. */
@localized()
@customElement('fw-variant-outcome')
export class FwVariantOutcome extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) answer: VariantAnswer | undefined;
  @property({ attribute: false }) mode: RunMode = 'in-turn';
  /** A run is under way. */
  @property({ type: Boolean }) busy = false;

  @query('fw-markdown-text') readonly markdown!: FwMarkdownText | null;

  constructor() {
    super();
    new Observe(this, () => (this.answer ? [this.answer] : []));
  }

  override render(): TemplateResult {
    const { answer } = this;
    if (!answer)
      return html`<p class="quietly">${msg('Not asked yet.', { id: 'compare.not-asked' })}</p>`;
    const { state, text } = answer;
    const writing = state.kind === 'writing';
    return html`
      ${
        text === '' && !writing
          ? nothing
          : html`<fw-markdown-text .text=${text} ?writing=${writing}></fw-markdown-text>`
      }
      ${this.below(answer, state)}
    `;
  }

  private below(answer: VariantAnswer, state: AnswerState): TemplateResult {
    switch (state.kind) {
      case 'waiting':
        return sentence(msg('Waits for its turn.', { id: 'compare.waiting' }));
      case 'loading':
        return loading(answer, state.progress);
      case 'loaded':
        return sentence(msg('Loaded; begins when the others are.', { id: 'compare.loaded' }));
      case 'prefill':
        return sentence(
          msg(str`Reading the question: ${number(state.done)} of ${number(state.total)} tokens.`, {
            id: 'message.prefill',
          }),
        );
      case 'writing':
        return html`<fw-answer-account .live=${this.liveLine(state)}></fw-answer-account>`;
      case 'finished':
        return html`${ended(state)} ${this.account(answer, state)}`;
      case 'stopped':
        return html`${sentence(msg('Stopped.', { id: 'message.stopped' }))} ${this.againButton()}`;
      case 'failed':
        return html`<fw-failure
          .failure=${state.error.failure}
          .error=${state.error}
          .variant=${answer.variant}
        >
          ${this.againButton()}
        </fw-failure>`;
    }
  }

  private liveLine({ live }: Extract<AnswerState, { kind: 'writing' }>): readonly Readout[] {
    if (this.mode === 'together') return [];
    const { firstTokenMs, tokensPerSecond } = live;
    return [
      ...(firstTokenMs === undefined ? [] : [firstTokenReadout(firstTokenMs)]),
      ...(tokensPerSecond === undefined ? [] : [rateReadout(tokensPerSecond)]),
    ];
  }

  private account(
    { sampling }: VariantAnswer,
    { result, circumstances }: Finished,
  ): TemplateResult {
    const why =
      this.mode === 'together'
        ? msg('Written together with others: its figures can’t be compared.', {
            id: 'compare.no-figures',
          })
        : circumstances.pageWasHidden
          ? msg('The page was hidden meanwhile: its figures can’t be compared.', {
              id: 'compare.hidden',
            })
          : undefined;
    if (why !== undefined) return sentence(why);
    const { figures } = result;
    const account = answerAccount({ figures, circumstances, sampling });
    return html`<fw-answer-account .account=${account}></fw-answer-account>`;
  }

  private againButton(): TemplateResult {
    return html`<button
      type="button"
      class="button small"
      ?disabled=${this.busy}
      @click=${this.onAgain}
    >
      ${msg('Try again', { id: 'load.retry' })}
    </button>`;
  }

  private onAgain(): void {
    this.dispatchEvent(new Event('fw-again', { bubbles: true, composed: true }));
  }
}

const sentence = (text: string): TemplateResult => html`<p class="quietly">${text}</p>`;

/** How it ended, where that needs words. */
function ended({ result }: Finished): TemplateResult | typeof nothing {
  switch (result.finishReason) {
    case 'length':
      return sentence(
        msg(str`Ended at the longest answer allowed, ${number(result.ids.length)} tokens.`, {
          id: 'message.length',
        }),
      );
    case 'context':
      return sentence(msg('Ended: the context was full.', { id: 'message.context' }));
    case 'cancelled':
      return sentence(msg('Stopped.', { id: 'message.stopped' }));
    case 'stop':
    case 'stop-string':
      return nothing;
  }
}

/** Which variant loads, and how far it is, in counts. */
function loading({ choice }: VariantAnswer, progress: LoadProgress | undefined): TemplateResult {
  const { loadedBytes = 0, totalBytes = 0, origin, stage = 'start' } = progress ?? {};
  const making = makingOf(progress);
  const fetched = totalBytes > 0 ? Math.min(loadedBytes / totalBytes, 1) : 0;
  const share = making?.share ?? fetched;
  const title = msg(str`Loading ${choice.level}`, { id: 'load.title' });
  return html`<div class="loading">
    <p>
      <b>${title}</b>
      ${
        stage === 'start' ? loadPartLabel('workerStartMs') : loadPartLabel(`${stage}Ms`)
      }${making ? html` ${makingText(making)}` : nothing}
    </p>
    <div
      class="track"
      role="progressbar"
      aria-label=${title}
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(share * 100)}
    >
      <span style="width:${(share * 100).toFixed(2)}%"></span>
    </div>
    <p>
      ${
        totalBytes > 0
          ? html`${msg(str`${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB`, {
              id: 'load.bytes',
            })}
            ${origin ? originLabel(origin) : nothing}`
          : nothing
      }
    </p>
  </div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-variant-outcome': FwVariantOutcome;
  }
}
