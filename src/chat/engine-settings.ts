import { consume } from '@lit/context';
import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import type { KvPrecision } from '../../core/contract.ts';
import { servicesContext, type Services } from '../app/contexts.ts';
import { controls } from '../components/controls.styles.ts';
import { Observe } from '../components/observe.ts';
import { oneThreadText } from '../i18n/engines.ts';
import { megabytes, number } from '../i18n/format.ts';
import { kvPrecisionText } from '../report/answer-details.ts';
import { styles } from './settings.styles.ts';

/** Powers of two from 512 to the model's limit, the limit itself included. */
export function contextLengths(limit: number): readonly number[] {
  const lengths: number[] = [];
  for (let length = 512; length < limit; length *= 2) lengths.push(length);
  return [...lengths, limit];
}

/** What a model is loaded with: context, precision of keys and values, threads. */
@localized()
@customElement('fw-engine-settings')
export class FwEngineSettings extends LitElement {
  static override styles = [controls, styles];

  @consume({ context: servicesContext, subscribe: true })
  @state()
  private services: Services | undefined;

  constructor() {
    super();
    new Observe(this, () =>
      this.services ? [this.services.preferences, this.services.model] : [],
    );
  }

  override render(): TemplateResult | typeof nothing {
    const { services } = this;
    if (!services) return nothing;
    const { preferences, model, environment } = services;
    const { contextLength } = model;
    const { threads } = preferences.values;
    const { maxContextLength } = model.model;
    const { kvCache } = preferences.values;
    const perPosition = (precision: KvPrecision): number =>
      precision === 'int8' ? model.model.int8KvBytesPerPosition : model.model.kvBytesPerPosition;
    return html`<section>
      <h3>${msg('Context and threads', { id: 'settings.engine' })}</h3>
      <div class="field">
        <label for="context">${msg('Context', { id: 'details.context' })}</label>
        <select id="context" @change=${this.onContext}>
          ${map(
            contextLengths(maxContextLength),
            (length) =>
              html`<option value=${length} .selected=${length === contextLength}>
                ${msg(
                  str`${number(length)} tokens, ${megabytes(length * perPosition(kvCache === 'int8' ? 'int8' : 'f32'))} MB`,
                  {
                    id: 'settings.context-option',
                  },
                )}
              </option>`,
          )}
        </select>
      </div>
      <p class="hint">
        ${msg('The KV cache takes this memory. A change loads the model again.', {
          id: 'settings.context-hint',
        })}
      </p>
      <div class="field">
        <label for="kv">${msg('KV cache precision', { id: 'settings.kv' })}</label>
        <select id="kv" @change=${this.onKvCache}>
          <option value="auto" .selected=${kvCache === 'auto'}>
            ${msg('Automatic', { id: 'picker.automatic' })}
          </option>
          ${map(
            ['f32', 'int8'] as const,
            (precision) =>
              html`<option value=${precision} .selected=${kvCache === precision}>
                ${msg(
                  str`${kvPrecisionText(precision)}, ${megabytes(contextLength * perPosition(precision))} MB`,
                  { id: 'settings.kv-option' },
                )}
              </option>`,
          )}
        </select>
      </div>
      <p class="hint">
        ${msg(
          '8-bit takes a quarter of the memory and is a little less exact. Automatic takes it where memory is short. The SIMD engine only.',
          { id: 'settings.kv-hint' },
        )}
      </p>
      <div class="field">
        <label for="threads">${msg('Threads', { id: 'details.threads' })}</label>
        <select
          id="threads"
          ?disabled=${environment.threads !== 'available'}
          @change=${this.onThreads}
        >
          <option value="auto" .selected=${threads === 'auto'}>
            ${msg('Automatic', { id: 'picker.automatic' })}
          </option>
          ${map(
            Array.from({ length: environment.cores }, (_, index) => index + 1),
            (count) =>
              html`<option value=${count} .selected=${threads === count}>${number(count)}</option>`,
          )}
        </select>
      </div>
      ${
        environment.threads === 'available'
          ? nothing
          : html`<p class="hint">${oneThreadText(environment.threads)}</p>`
      }
    </section>`;
  }

  private onContext(event: Event): void {
    const contextLength = Number((event.target as HTMLSelectElement).value);
    this.services?.preferences.update({ contextLength });
  }

  private onKvCache(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (value === 'auto' || value === 'f32' || value === 'int8')
      this.services?.preferences.update({ kvCache: value });
  }

  private onThreads(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.services?.preferences.update({ threads: value === 'auto' ? 'auto' : Number(value) });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-engine-settings': FwEngineSettings;
  }
}
