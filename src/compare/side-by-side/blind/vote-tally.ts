import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { Accuracy } from '../../../../core/quality.ts';
import { controls } from '../../../components/controls.styles.ts';
import { engineName } from '../../../i18n/engines.ts';
import { counted, number } from '../../../i18n/format.ts';
import type { VotedVariant } from '../../../store/votes.ts';
import type { PairTally } from './tally.ts';
import { styles } from './vote-tally.styles.ts';

/** Blind votes, pair by pair. Dispatches `fw-clear-votes` once the person has confirmed it. */
@localized()
@customElement('fw-vote-tally')
export class FwVoteTally extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) tally: readonly PairTally[] = [];
  /** False: the browser refuses to store them. */
  @property({ type: Boolean }) kept = false;

  @state() private asking = false;

  override render(): TemplateResult | typeof nothing {
    const { tally } = this;
    if (tally.length === 0) return nothing;
    return html`
      <div class="scroller" tabindex="0" role="region" aria-labelledby="caption">
        <table>
          <caption id="caption">
            ${msg('Your blind votes', { id: 'blind.tally' })}
          </caption>
          <thead>
            <tr>
              <th scope="col">${msg('Pair', { id: 'blind.pair' })}</th>
              <th scope="col">${msg('First', { id: 'blind.first' })}</th>
              <th scope="col">${msg('Second', { id: 'blind.second' })}</th>
              <th scope="col">${msg('Tie', { id: 'blind.tie' })}</th>
              <th scope="col">${msg('Both bad', { id: 'blind.both-bad' })}</th>
              <th scope="col">${msg('Second, of those decided', { id: 'blind.share' })}</th>
            </tr>
          </thead>
          <tbody>
            ${map(tally, row)}
          </tbody>
        </table>
      </div>
      <div class="foot">
        <p>
          ${msg('Square brackets: 95 % interval of the share (Wilson).', { id: 'blind.interval' })}
          ${
            this.kept
              ? msg(
                  'Votes stay on this device; of questions and answers nothing is kept with them.',
                  {
                    id: 'blind.kept',
                  },
                )
              : msg(
                  'This browser does not let the page store votes: they last until it is closed.',
                  {
                    id: 'blind.not-kept',
                  },
                )
          }
        </p>
        ${this.clearing()}
      </div>
    `;
  }

  private clearing(): TemplateResult {
    if (!this.asking)
      return html`<button type="button" class="quiet" @click=${this.onAsk}>
        ${msg('Clear the tally', { id: 'blind.clear' })}
      </button>`;
    const votes = this.tally.reduce((sum, { counts }) => sum + total(counts), 0);
    return html`<span
      class="asking"
      role="group"
      aria-label=${msg('Clear the tally', { id: 'blind.clear' })}
    >
      ${counted(
        votes,
        () => msg('Clear 1 vote for good?', { id: 'blind.ask-one' }),
        () => msg(str`Clear ${number(votes)} votes for good?`, { id: 'blind.ask' }),
      )}
      <button type="button" class="button small" @click=${this.onClear}>
        ${msg('Clear', { id: 'blind.clear-now' })}
      </button>
      <button type="button" class="button small" @click=${this.onKeep}>
        ${msg('Cancel', { id: 'cancel' })}
      </button>
    </span>`;
  }

  private onAsk(): void {
    this.asking = true;
  }

  private onKeep(): void {
    this.asking = false;
  }

  private onClear(): void {
    this.asking = false;
    this.dispatchEvent(new Event('fw-clear-votes'));
  }
}

const total = (counts: PairTally['counts']): number =>
  counts.first + counts.second + counts.tie + counts['both-bad'];

const name = ({ level, engine }: VotedVariant): string => `${level} ${engineName(engine)}`;

const share = ({ value, interval: { low, high } }: Accuracy): string =>
  `${number(100 * value)} % [${number(100 * low)}, ${number(100 * high)}]`;

const row = ({ first, second, counts, secondShare }: PairTally): TemplateResult =>
  html`<tr>
    <th scope="row">${msg(str`${name(first)} and ${name(second)}`, { id: 'blind.pair-names' })}</th>
    <td>${number(counts.first)}</td>
    <td>${number(counts.second)}</td>
    <td>${number(counts.tie)}</td>
    <td>${number(counts['both-bad'])}</td>
    <td>${secondShare ? share(secondShare) : msg('none decided', { id: 'blind.undecided' })}</td>
  </tr>`;

declare global {
  interface HTMLElementTagNameMap {
    'fw-vote-tally': FwVoteTally;
  }
}
