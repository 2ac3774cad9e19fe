import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { testName } from '../../core/bench-result.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/icons.ts';
import { aboutDuration, activityText } from '../i18n/benchmark.ts';
import { number, rate } from '../i18n/format.ts';
import { makingOf, makingText } from '../report/making-text.ts';
import { engineWithThreads } from '../report/benchmark/subject-text.ts';
import './live-chart.ts';
import { styles } from './live-run.styles.ts';
import { traceOf, type Trace } from './live-trace.ts';
import { subjectRow } from './run-entries.ts';
import type { LiveTest, RunItem, RunProgress, RunState } from './run/benchmark-run.ts';

type LiveState = Extract<RunState, { readonly progress: RunProgress }>;

/** The run under way: what is measured now, its rate, what is done and left; pause and stop. */
@localized()
@customElement('fw-live-run')
export class FwLiveRun extends LitElement {
  static override styles = [controls, styles];

  @property({ attribute: false }) state: LiveState | undefined;

  override render(): TemplateResult | typeof nothing {
    const { state } = this;
    const item =
      state && (state.progress.items[state.progress.current] ?? state.progress.items.at(-1));
    if (!state || !item) return nothing;
    const { progress } = state;
    const live = item.state.kind === 'measuring' ? item.state.live : undefined;
    const name = `${item.subject.variant.level}, ${testName(subjectRow(item))}`;
    const place = msg(
      str`Test ${number(Math.min(progress.current + 1, progress.items.length))} of ${number(progress.items.length)}`,
      { id: 'bench.test-of' },
    );
    return html`
      <div class="head">
        <div class="words">
          <h2>
            ${name}
            ${live ? html`<span class="repeat">${repetitionText(live, item)}</span>` : nothing}
          </h2>
          <p>
            ${place}, ${leftText(state)}
            <span class="hidden-text" role="status">${name}, ${place}</span>
          </p>
        </div>
        ${this.buttons(state)}
      </div>
      <div class="now">
        <fw-live-chart .traces=${tracesOf(live)} .total=${totalOf(live, item)}></fw-live-chart>
        ${readout(state, live, item)}
      </div>
      <div class="segments" aria-hidden="true">${map(progress.items, (each) => segment(each))}</div>
    `;
  }

  private buttons({ kind }: LiveState): TemplateResult | typeof nothing {
    if (kind === 'ended') return nothing;
    const stopping = kind === 'stopping';
    return html`<div class="buttons">
      <button type="button" class="button small" ?disabled=${stopping} @click=${this.onPause}>
        <wa-icon name=${kind === 'paused' ? 'play' : 'pause'}></wa-icon>
        ${
          kind === 'paused'
            ? msg('Go on', { id: 'bench.resume' })
            : msg('Pause', { id: 'bench.pause' })
        }
      </button>
      <button type="button" class="button small" ?disabled=${stopping} @click=${this.onStop}>
        ${
          stopping
            ? msg('Stopping', { id: 'bench.stopping' })
            : msg('Stop and keep results', { id: 'bench.stop' })
        }
      </button>
    </div>`;
  }

  private onPause(): void {
    this.dispatchEvent(new Event(this.state?.kind === 'paused' ? 'fw-resume' : 'fw-pause'));
  }

  private onStop(): void {
    this.dispatchEvent(new Event('fw-stop'));
  }
}

function repetitionText(live: LiveTest, { test }: RunItem): string {
  const making = makingOf(live.load);
  if (making) return makingText(making);
  return live.activity === 'prompt' || live.activity === 'generation'
    ? msg(str`repetition ${number(live.repetition + 1)} of ${number(test.repetitions)}`, {
        id: 'bench.repetition-of',
      })
    : '';
}

function leftText({ kind, progress }: LiveState): string {
  switch (kind) {
    case 'running':
      return msg(str`${aboutDuration(progress.leftMs)} left`, { id: 'bench.left' });
    case 'paused':
      return msg('paused', { id: 'bench.paused' });
    case 'stopping':
      return msg('stopping', { id: 'bench.is-stopping' });
    case 'ended':
      return msg('ended', { id: 'bench.ended' });
  }
}

/** Tokens of the phase that is charted; while loading or resting, of the one that comes. */
const totalOf = (live: LiveTest | undefined, { test }: RunItem): number =>
  live?.curves.at(-1)?.total ?? (test.nPrompt > 0 ? test.nPrompt : test.nGen);

/** Curves of the phase under way, the repetition under way last. */
function tracesOf(live: LiveTest | undefined): readonly Trace[] {
  const phase = live?.curves.at(-1)?.phase;
  return (live?.curves ?? []).filter((curve) => curve.phase === phase).map(traceOf);
}

function readout({ kind }: LiveState, live: LiveTest | undefined, item: RunItem): TemplateResult {
  const timed = live?.activity === 'prompt' || live?.activity === 'generation';
  const now = timed ? tracesOf(live).at(-1)?.rates.at(-1) : undefined;
  const { variant, threads } = item.subject;
  return html`<div class="readout">
    ${
      now === undefined
        ? nothing
        : html`<p class="rate">${rate(now)}</p>
            <p>${msg('tok/s now', { id: 'bench.rate-now' })}</p>`
    }
    <p class="doing">
      ${
        kind === 'paused'
          ? msg('Paused: nothing computes. The test begins again when you go on.', {
              id: 'bench.paused-what',
            })
          : live
            ? activityText(live.activity)
            : ''
      }
    </p>
    ${
      live && timed && live.total > 0
        ? html`<p>
            ${msg(str`Token ${number(live.done)} of ${number(live.total)}`, {
              id: 'bench.token-of',
            })}
          </p>`
        : nothing
    }
    ${
      live && live.rates.length > 0
        ? html`<p>${msg('Grey: earlier repetitions', { id: 'bench.grey' })}</p>`
        : nothing
    }
    <p>${engineWithThreads(variant.engine, threads)}</p>
  </div>`;
}

function segment(item: RunItem): TemplateResult {
  const { state, test } = item;
  const done =
    state.kind === 'measuring'
      ? (state.live.rates.length +
          (state.live.total > 0 &&
          state.live.activity !== 'warm-up' &&
          state.live.activity !== 'depth'
            ? state.live.done / state.live.total
            : 0)) /
        test.repetitions
      : 0;
  return html`<span class=${state.kind}
    ><span style="width:${(Math.min(done, 1) * 100).toFixed(1)}%"></span
  ></span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-live-run': FwLiveRun;
  }
}
