import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { controls } from '../../../components/controls.styles.ts';
import '../../../components/markdown-text.ts';
import { MediaMatch } from '../../../components/media-match.ts';
import { Observe } from '../../../components/observe.ts';
import { engineName } from '../../../i18n/engines.ts';
import { number } from '../../../i18n/format.ts';
import type { Comparison } from '../comparison.ts';
import { sameChoice } from '../selection.ts';
import type { VariantAnswer } from '../variant-answer.ts';
import '../variant-outcome.ts';
import '../variant-switch.ts';
import { styles } from './blind-panel.styles.ts';
import { blindVotes, type BlindRound, type BlindVote } from './blind-round.ts';

/** The key that gives a vote while the votes have the focus. */
const keys: Readonly<Record<BlindVote, string>> = { a: 'A', b: 'B', tie: 'T', 'both-bad': 'X' };

function voteLabel(vote: BlindVote): string {
  switch (vote) {
    case 'a':
      return msg('A is better', { id: 'blind.a' });
    case 'b':
      return msg('B is better', { id: 'blind.b' });
    case 'tie':
      return msg('Tie', { id: 'blind.tie' });
    case 'both-bad':
      return msg('Both bad', { id: 'blind.both-bad' });
  }
}

/** How a vote that was given stands over the revealed answers. */
function votedText(vote: BlindVote): string {
  switch (vote) {
    case 'a':
      return msg('You preferred A.', { id: 'blind.voted-a' });
    case 'b':
      return msg('You preferred B.', { id: 'blind.voted-b' });
    case 'tie':
      return msg('You called it a tie.', { id: 'blind.voted-tie' });
    case 'both-bad':
      return msg('You found both bad.', { id: 'blind.voted-bad' });
  }
}

type Stage = 'hidden' | 'voting' | 'revealed' | 'failed';

/**
 * Two answers without names or figures, to be voted on; the vote reveals them. Answers are shown once
 * both are written, lest their speed tell whose they are. Dispatches `fw-vote`.
 */
@localized()
@customElement('fw-blind-panel')
export class FwBlindPanel extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) round: BlindRound | undefined;
  @property({ attribute: false }) comparison: Comparison | undefined;

  /** Which of the two a phone shows. */
  @state() private shown = 0;

  @query('.votes') private readonly votes!: HTMLElement | null;

  readonly #phone = new MediaMatch(this, '(max-width: 640px)');
  #stage: Stage = 'hidden';

  constructor() {
    super();
    new Observe(this, () => (this.comparison ? [this.comparison] : []));
  }

  private get answers(): readonly (VariantAnswer | undefined)[] {
    const { round, comparison } = this;
    if (!round) return [];
    return [round.a, round.b].map((choice) =>
      comparison?.answers.find((answer) => sameChoice(answer.choice, choice)),
    );
  }

  private get stage(): Stage {
    if (this.round?.vote !== undefined) return 'revealed';
    if (this.answers.every((answer) => answer?.state.kind === 'finished' && answer.text !== ''))
      return this.comparison?.running === true ? 'hidden' : 'voting';
    return this.comparison?.running === true ? 'hidden' : 'failed';
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { stage } = this;
    // Keys then vote at once; what the person is writing elsewhere is not left.
    if (stage === 'voting' && this.#stage === 'hidden' && !isTyping()) this.votes?.focus();
    this.#stage = stage;
  }

  override render(): TemplateResult | typeof nothing {
    const { round, stage } = this;
    if (!round) return nothing;
    return html`
      ${
        this.#phone.matches && stage !== 'hidden'
          ? html`<fw-variant-switch
              .items=${[
                { name: 'A', detail: '' },
                { name: 'B', detail: '' },
              ]}
              shown=${this.shown}
              @fw-show=${this.onShow}
            ></fw-variant-switch>`
          : nothing
      }
      <div class="pair">
        ${map(this.answers, (answer, index) => this.side(answer, index, stage))}
      </div>
      ${this.below(stage)}
      <div class="hidden-text" role="status">
        ${
          stage === 'voting'
            ? msg('Both answers are written. Which is better?', { id: 'blind.announce' })
            : nothing
        }
      </div>
    `;
  }

  private side(answer: VariantAnswer | undefined, index: number, stage: Stage): TemplateResult {
    const letter = index === 0 ? 'A' : 'B';
    const revealed = stage === 'revealed' || stage === 'failed';
    const hidden = this.#phone.matches && stage !== 'hidden' && index !== this.shown;
    return html`<section ?hidden=${hidden}>
      <h2>
        ${letter}
        ${
          revealed && answer
            ? html`<span
                >${answer.option?.shortName ?? answer.variant.model} ${answer.choice.level}
                ${engineName(answer.choice.engine)}</span
              >`
            : nothing
        }
      </h2>
      ${
        revealed
          ? html`<fw-variant-outcome
              .answer=${answer}
              ?busy=${this.comparison?.running === true}
            ></fw-variant-outcome>`
          : stage === 'voting'
            ? html`<fw-markdown-text .text=${answer?.text ?? ''}></fw-markdown-text>`
            : html`<p class="quietly">
                ${msg('Out of sight until both are written.', { id: 'blind.out-of-sight' })}
              </p>`
      }
    </section>`;
  }

  private below(stage: Stage): TemplateResult {
    switch (stage) {
      case 'hidden': {
        const done = this.answers.filter((answer) => answer?.ended).length;
        return html`<p class="line">
          ${msg(str`${number(done)} of ${number(2)} answers written, in random order.`, {
            id: 'blind.progress',
          })}
        </p>`;
      }
      case 'voting':
        return html`<div
          class="line votes"
          role="group"
          tabindex="-1"
          aria-label=${msg('Which answer is better?', { id: 'blind.question' })}
          @keydown=${this.onKeydown}
        >
          <span>${msg('Which answer is better?', { id: 'blind.question' })}</span>
          ${map(
            blindVotes,
            (vote) =>
              html`<button
                type="button"
                class="button"
                data-vote=${vote}
                aria-keyshortcuts=${keys[vote]}
                @click=${this.onClick}
              >
                ${voteLabel(vote)} <kbd aria-hidden="true">${keys[vote]}</kbd>
              </button>`,
          )}
        </div>`;
      case 'revealed':
        return html`<p class="line" role="status">
          ${this.round?.vote ? votedText(this.round.vote) : nothing}
        </p>`;
      case 'failed':
        return html`<p class="line" role="status">
          ${msg('One of the two has no answer, so there is nothing to vote on.', {
            id: 'blind.failed',
          })}
        </p>`;
    }
  }

  private vote(detail: BlindVote): void {
    this.dispatchEvent(new CustomEvent('fw-vote', { detail }));
  }

  private onClick(event: Event): void {
    const { vote } = (event.currentTarget as HTMLElement).dataset;
    const known = blindVotes.find((each) => each === vote);
    if (known) this.vote(known);
  }

  private onKeydown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // By its place too: under a Korean input method the key of A says ㅁ.
    const vote = blindVotes.find(
      (each) => keys[each] === event.key.toUpperCase() || event.code === `Key${keys[each]}`,
    );
    if (!vote) return;
    event.preventDefault();
    this.vote(vote);
  }

  private onShow({ detail }: CustomEvent<number>): void {
    this.shown = detail;
  }
}

/** Whether the focus is in a text field, within whatever shadow root. */
function isTyping(): boolean {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused instanceof HTMLTextAreaElement || focused instanceof HTMLInputElement;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-blind-panel': FwBlindPanel;
  }
}
