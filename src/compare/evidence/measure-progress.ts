import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { testName } from '../../../core/bench-result.ts';
import type { QualityResult } from '../../../core/quality.ts';
import { wilsonInterval } from '../../../core/statistics.ts';
import type { Variant } from '../../../core/variant.ts';
import type { RunItem, RunProgress } from '../../benchmark/run/benchmark-run.ts';
import type { LoadProgress } from '../../bridge/engine.ts';
import { makingLeft } from '../../bridge/load-progress.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import { Observe } from '../../components/observe.ts';
import { failureText } from '../../i18n/errors.ts';
import { counted, number, rate } from '../../i18n/format.ts';
import { leastTimeLeftText, timeLeftText } from '../../i18n/time-left.ts';
import { percent, percentInterval } from '../../report/evidence/figure-text.ts';
import { variantName } from '../../report/evidence/variant-name.ts';
import { makingOf, makingText } from '../../report/making-text.ts';
import type { EvaluationRow } from '../evaluation/evaluation.ts';
import { leftOutOf } from './left-out-text.ts';
import type { Measuring } from './measuring.ts';
import { styles } from './measure-progress.styles.ts';

/** A measuring under way: how far, how long still, and the figures so far with their intervals. */
@localized()
@customElement('fw-measure-progress')
export class FwMeasureProgress extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) measuring: Measuring | undefined;

  constructor() {
    super();
    new Observe(this, () => (this.measuring ? [this.measuring] : []));
  }

  override render(): TemplateResult | typeof nothing {
    const { measuring } = this;
    if (!measuring || measuring.stage === 'idle') return nothing;
    const { stage, error } = measuring;
    const leftOut = stage === 'quality' ? leftOutOf(measuring.quality) : '';
    return html`
      <div class="line">
        <p class="now" role="status">${stageText(measuring)}</p>
        ${stage === 'waiting' ? nothing : this.bar(measuring)}
        <div class="buttons">${this.buttons(measuring)}</div>
      </div>
      ${error ? html`<fw-failure .failure=${error.failure} .error=${error}></fw-failure>` : nothing}
      ${
        stage === 'ended' && !error
          ? nothing
          : html`<ul>
                ${this.rows(measuring)}
              </ul>
              ${leftOut ? html`<p class="note">${leftOut}</p>` : nothing} ${remadeNote(measuring)}`
      }
    `;
  }

  private bar(measuring: Measuring): TemplateResult | typeof nothing {
    const share = shareDone(measuring);
    if (share === null || measuring.stage === 'ended') return nothing;
    const left = timeLeft(measuring);
    const text = `${percent(share, 0)} %${left ? `, ${left}` : ''}`;
    return html`<div
        class="bar"
        role="progressbar"
        aria-label=${msg('Measured so far', { id: 'progress.label' })}
        aria-valuenow=${Math.round(share * 100)}
        aria-valuetext=${text}
      >
        <i style="width:${(share * 100).toFixed(2)}%"></i>
      </div>
      <span class="left">${text}</span>`;
  }

  private buttons(measuring: Measuring): TemplateResult | typeof nothing {
    if (!measuring.active) return nothing;
    return html`${
        measuring.stage === 'waiting'
          ? nothing
          : measuring.paused
            ? html`<button type="button" class="button small" @click=${this.onResume}>
                ${msg('Resume', { id: 'progress.resume' })}
              </button>`
            : html`<button type="button" class="button small" @click=${this.onPause}>
                ${msg('Pause', { id: 'progress.pause' })}
              </button>`
      }
      <button type="button" class="button small" @click=${this.onStop}>
        ${msg('Stop', { id: 'progress.stop' })}
      </button>`;
  }

  private rows({ stage, speed, quality, plan }: Measuring): readonly TemplateResult[] {
    if (stage === 'speed' && speed.kind !== 'idle')
      return speed.progress.items.map((item) => speedRow(item, speed.progress));
    if ((stage === 'quality' || (stage === 'ended' && plan?.quality)) && quality.kind !== 'idle') {
      const variants = quality.rows.map(({ variant }) => variant);
      return quality.rows.map((row) => qualityRow(row, variants));
    }
    return [];
  }

  private onPause(): void {
    this.measuring?.pause();
  }

  private onResume(): void {
    this.measuring?.resume();
  }

  private onStop(): void {
    this.measuring?.stop();
  }
}

function stageText({ stage, paused, quality, speed }: Measuring): string {
  switch (stage) {
    case 'idle':
      return '';
    case 'waiting':
      return msg('Waiting for the chat to end what it is at.', { id: 'progress.waiting' });
    case 'speed':
      return paused
        ? msg('Speed: paused.', { id: 'progress.speed-paused' })
        : msg('Measuring speed.', { id: 'progress.speed' });
    case 'quality':
      return paused
        ? quality.kind === 'pausing'
          ? msg('Pausing after this chunk.', { id: 'progress.pausing' })
          : msg('Quality: paused.', { id: 'progress.quality-paused' })
        : msg('Measuring quality.', { id: 'progress.quality' });
    case 'ended':
      return quality.kind === 'stopped' ||
        (speed.kind === 'ended' && speed.progress.result.state === 'stopped')
        ? msg('Stopped. What was measured is kept.', { id: 'progress.stopped' })
        : msg('Measured.', { id: 'progress.done' });
  }
}

/** A browser may drop what a site has stored: the person is told why the reference has another turn. */
function remadeNote({ stage, quality }: Measuring): TemplateResult | typeof nothing {
  const remade = stage === 'quality' && quality.kind !== 'idle' ? quality.progress.remade : 0;
  if (remade === 0) return nothing;
  return html`<p class="note">
    ${counted(
      remade,
      () =>
        msg(
          'The reference’s probabilities of 1 chunk were gone from this device: they are computed again.',
          {
            id: 'progress.remade-one',
          },
        ),
      () =>
        msg(
          str`The reference’s probabilities of ${number(remade)} chunks were gone from this device: they are computed again.`,
          { id: 'progress.remade' },
        ),
    )}
  </p>`;
}

function shareDone({ stage, speed, quality }: Measuring): number | null {
  if (stage === 'speed' && speed.kind !== 'idle') {
    const { items } = speed.progress;
    const done = items.filter(({ state }) => ['measured', 'failed'].includes(state.kind)).length;
    return items.length === 0 ? null : done / items.length;
  }
  if (stage === 'quality' && quality.kind !== 'idle' && quality.progress.total > 0)
    return Math.min(1, quality.progress.done / quality.progress.total);
  return null;
}

function timeLeft({ timeLeft: left }: Measuring): string {
  if (!left || left.ms <= 0) return '';
  return left.isLeast ? leastTimeLeftText(left.ms) : timeLeftText(left.ms);
}

function speedRow({ subject, test, state }: RunItem, { items }: RunProgress): TemplateResult {
  const variants = items.map((item) => item.subject.variant);
  const name = `${variantName(subject.variant, variants)} ${testName({ n_prompt: test.nPrompt, n_gen: test.nGen, n_depth: 0 })}`;
  return html`<li class=${state.kind}><b>${name}</b> <span>${speedText(state)}</span></li>`;
}

function speedText(state: RunItem['state']): string {
  switch (state.kind) {
    case 'waiting':
      return msg('waiting', { id: 'progress.row-waiting' });
    case 'left-out':
      return msg('left out', { id: 'progress.row-left-out' });
    case 'measured':
      return msg(str`${rate(state.row.avg_ts)} ± ${rate(state.row.stddev_ts)} tok/s`, {
        id: 'progress.row-rate',
      });
    case 'failed':
      return failureText(state.row.failure).happened;
    case 'measuring': {
      const { activity, repetition, rates } = state.live;
      if (activity === 'load') return loadingText(state.live.load);
      const last = rates.at(-1);
      return last === undefined
        ? msg(str`repetition ${number(repetition + 1)}`, { id: 'progress.row-repetition' })
        : msg(str`repetition ${number(repetition + 1)}, ${rate(last)} tok/s so far`, {
            id: 'progress.row-repetition-rate',
          });
    }
  }
}

/** A level that is made for the first time takes minutes, where loading takes seconds. */
function loadingText(progress: LoadProgress | null): string {
  const making = makingOf(progress);
  return making && makingLeft(making) !== null
    ? msg(str`making the level, ${makingText(making)}`, { id: 'progress.row-making' })
    : msg('loading', { id: 'progress.row-loading' });
}

function qualityRow(
  { variant, isReference, state, result }: EvaluationRow,
  variants: readonly Variant[],
): TemplateResult {
  return html`<li class=${state.kind}>
    <b>${variantName(variant, variants)}</b>
    ${
      isReference
        ? html`<span class="note">${msg('reference', { id: 'table.reference' })}</span>`
        : nothing
    }
    <span>${rowStateText(state)}</span>
    ${result ? html`<span class="figures">${runningFigures(result).join(', ')}</span>` : nothing}
  </li>`;
}

function rowStateText(state: EvaluationRow['state']): string {
  switch (state.kind) {
    case 'waiting':
      return msg('waiting', { id: 'progress.row-waiting' });
    case 'loading':
      return loadingText(state.progress);
    case 'chunk':
      return msg(str`chunk ${number(state.index + 1)} of ${number(state.chunks)}`, {
        id: 'progress.row-chunk',
      });
    case 'question':
      return msg(str`question ${number(state.index + 1)} of ${number(state.questions)}`, {
        id: 'progress.row-question',
      });
    case 'between':
      return msg('waiting for its turn', { id: 'progress.row-between' });
    case 'done':
      return msg('done', { id: 'progress.row-done' });
    case 'failed':
      return failureText(state.error.failure).happened;
  }
}

function runningFigures({ text, choices }: QualityResult): readonly string[] {
  const figures: string[] = [];
  if (text?.perplexity) {
    const { value, se } = text.perplexity;
    figures.push(
      msg(str`perplexity ${number(value, 2)} ± ${number(se, 2)}`, { id: 'progress.perplexity' }),
    );
  }
  if (text?.agreement) {
    const { kld, sameTop } = text.agreement;
    const bounds = wilsonInterval(Math.round(sameTop.value * text.positions), text.positions);
    figures.push(
      msg(str`KL ${number(kld.value, 4)} ± ${number(kld.se, 4)}`, { id: 'progress.kld' }),
      msg(str`same top ${percent(sameTop.value)} % ${percentInterval(bounds)}`, {
        id: 'progress.same-top',
      }),
    );
  }
  if (choices)
    figures.push(
      msg(
        str`accuracy ${percent(choices.accNorm.value)} % ${percentInterval(choices.accNorm.interval)}`,
        { id: 'progress.accuracy' },
      ),
    );
  return figures;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-measure-progress': FwMeasureProgress;
  }
}
