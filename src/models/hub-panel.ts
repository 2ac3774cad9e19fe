import { localized, msg, str } from '@lit/localize';
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { asFeatherweightError, type FeatherweightError } from '../../core/errors.ts';
import {
  downloadRequestOf,
  type HubListing,
  type HubRequest,
  type HubVariant,
} from '../../core/model-store.ts';
import { defaultHub } from '../app/preferences.ts';
import { controls } from '../components/controls.styles.ts';
import '../components/failure.ts';
import { size } from '../i18n/format.ts';
import type { HubPolicy } from './hub-policy.ts';
import { panelStyles } from './panel.styles.ts';
import { hostOf } from './words.ts';

type Lookup =
  | { readonly kind: 'none' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'found'; readonly listing: HubListing }
  | { readonly kind: 'failed'; readonly error: FeatherweightError };

/**
 * Models by id or address from a hub or mirror, its forms with sizes before anything is fetched.
 * Dispatches `fw-download` with a `DownloadRequest`, and `fw-base` with another base address.
 */
@localized()
@customElement('fw-hub-panel')
export class FwHubPanel extends LitElement {
  static override styles = [
    controls,
    panelStyles,
    css`
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 8px 12px;
        margin: 8px 0;
      }
      label {
        display: grid;
        flex: 1 1 200px;
        gap: 2px;
        min-width: 0;
        color: var(--ink-2);
        font-size: var(--t-small);
      }
      .found {
        margin-top: 12px;
      }
      .blocked {
        max-width: var(--measure);
        margin: 0 0 8px;
        padding-left: 10px;
        border-left: 2px solid var(--fault);
        overflow-wrap: anywhere;
      }
      tbody th {
        white-space: nowrap;
      }
      @media (max-width: 640px) {
        .found table,
        .found tbody {
          display: block;
        }
        .found thead {
          display: none;
        }
        .found tbody {
          border-top: 1px solid var(--line-2);
        }
        .found tr {
          display: grid;
          grid-template-columns: minmax(0, 1fr) auto auto;
          align-items: center;
          gap: 0 12px;
          padding: 4px 0;
        }
        .found tbody tr > * {
          height: auto;
          padding: 0;
        }
        .found tbody th {
          overflow-wrap: anywhere;
          white-space: normal;
        }
        .found tbody .does {
          grid-column: 1 / -1;
          white-space: normal;
        }
      }
      small {
        display: block;
        color: var(--ink-2);
        font-size: var(--t-small);
        line-height: 16px;
      }
    `,
  ];

  /** Base address of the hub or mirror. */
  @property() base = defaultHub;
  /** Absent until it is known. */
  @property({ attribute: false }) policy: HubPolicy | undefined;
  @property({ attribute: false }) find: ((request: HubRequest) => Promise<HubListing>) | undefined;
  /** Ids of models that are here or arriving. */
  @property({ attribute: false }) taken: ReadonlySet<string> = new Set();

  @state() private lookup: Lookup = { kind: 'none' };
  #latest = 0;

  /** Looks a model up, as if it had been typed. */
  async look(model: string): Promise<void> {
    const call = ++this.#latest;
    this.lookup = { kind: 'looking' };
    try {
      const listing = await this.find?.({ model, base: this.base });
      if (call === this.#latest)
        this.lookup = listing ? { kind: 'found', listing } : { kind: 'none' };
    } catch (thrown) {
      if (call === this.#latest)
        this.lookup = { kind: 'failed', error: asFeatherweightError(thrown) };
    }
  }

  override render(): TemplateResult {
    const { lookup } = this;
    return html`
      <div class="title"><h2>${msg('From a hub', { id: 'models.hub' })}</h2></div>
      <form @submit=${this.onSubmit}>
        <label
          >${msg('Model, as owner/name or its address', { id: 'models.hub-model' })}
          <input type="text" name="model" required autocapitalize="off" spellcheck="false" />
        </label>
        <label
          >${msg('Hub or mirror', { id: 'models.hub-base' })}
          <input
            type="url"
            name="base"
            list="hubs"
            required
            autocomplete="off"
            aria-describedby="blocked"
            .value=${this.base}
            @change=${this.onBase}
          />
        </label>
        <datalist id="hubs">
          ${map(this.policy?.named, (address) => html`<option value=${address}></option>`)}
        </datalist>
        <button class="button" ?disabled=${lookup.kind === 'looking'}>
          ${msg('Show its files', { id: 'models.hub-look' })}
        </button>
      </form>
      <div id="blocked" role="status">${this.blocked()}</div>
      <p class="note">
        ${msg(
          str`Only then is ${hostOf(this.base)} asked, and it sees this device’s address and the model’s name. Servers that this page may reach are set by whoever runs it.`,
          { id: 'models.hub-note' },
        )}
      </p>
      <div class="found">${this.found(lookup)}</div>
    `;
  }

  /** Said before anything is asked: a request that the policy stops looks like a failed network. */
  private blocked(): TemplateResult | typeof nothing {
    const { base, policy } = this;
    if (!policy || policy.allows(base)) return nothing;
    const named = policy.named.map(hostOf).join(', ');
    return html`<p class="blocked">
      ${msg(
        str`This page may not reach ${hostOf(base)}: the policy that it was served with (its Content-Security-Policy) does not allow it.`,
        { id: 'models.hub-blocked' },
      )}
      ${
        named === ''
          ? nothing
          : msg(str`It allows ${named}.`, {
              id: 'models.hub-allowed',
            })
      }
      ${msg(
        str`Whoever runs Featherweight allows it by starting it with “npm start -- --hub ${base}”, or on another server by that policy’s connect-src. Reload this page afterwards.`,
        { id: 'models.hub-allow' },
      )}
    </p>`;
  }

  private found(lookup: Lookup): TemplateResult | typeof nothing {
    switch (lookup.kind) {
      case 'none':
        return nothing;
      case 'looking':
        return html`<p role="status">
          ${msg('Asking for the list of files.', { id: 'models.looking' })}
        </p>`;
      case 'failed':
        return html`<fw-failure
            .failure=${lookup.error.failure}
            .error=${lookup.error}
          ></fw-failure>
          ${
            navigator.onLine
              ? nothing
              : html`<p class="note">
                  ${msg('This device is offline. What is on it keeps working.', {
                    id: 'models.offline',
                  })}
                </p>`
          }`;
      case 'found':
        return this.listing(lookup.listing);
    }
  }

  private listing(listing: HubListing): TemplateResult {
    const { repository, licence, isGated, variants } = listing;
    return html`
      <h3>
        ${repository}
        <span>${licence ?? msg('licence not stated', { id: 'models.licence-unknown' })}</span>
      </h3>
      ${
        isGated
          ? html`<p class="note">
              ${msg(
                'Its files come only to those who accepted its licence on the hub. Fetch them there with your account, then import them from this device.',
                { id: 'models.gated' },
              )}
            </p>`
          : nothing
      }
      <div class="scroller" tabindex="0" role="group" aria-label=${repository}>
        <table>
          <thead>
            <tr>
              <th scope="col">${msg('Form', { id: 'models.form' })}</th>
              <th scope="col">${msg('Format', { id: 'models.format' })}</th>
              <th scope="col" class="figure">${msg('To fetch', { id: 'models.to-fetch' })}</th>
              <td class="head"></td>
            </tr>
          </thead>
          <tbody>
            ${map(variants, (variant) => this.variant(listing, variant))}
          </tbody>
        </table>
      </div>
    `;
  }

  private variant(listing: HubListing, variant: HubVariant): TemplateResult {
    const { quantization, format, bytes, missing, main } = variant;
    const request = downloadRequestOf(listing, variant);
    const isTaken = this.taken.has(request.model.id);
    return html`<tr>
      <th scope="row">${quantization || main}</th>
      <td>${formatNames[format]}</td>
      <td class="figure">
        ${bytes === undefined ? msg('not told', { id: 'models.size-unknown' }) : size(bytes)}
      </td>
      <td class="figure does">
        ${
          isTaken
            ? html`<span>${msg('on device', { id: 'models.taken' })}</span>`
            : missing.length > 0
              ? html`<small
                  >${msg(str`without ${missing.join(', ')} it cannot run`, {
                    id: 'models.variant-missing',
                  })}</small
                >`
              : html`<button
                  type="button"
                  class="button small"
                  aria-label=${msg(str`Fetch ${quantization || main}`, { id: 'models.fetch-named' })}
                  data-variant=${variant.id}
                  @click=${this.onFetch}
                >
                  ${msg('Fetch', { id: 'models.fetch' })}
                </button>`
        }
      </td>
    </tr>`;
  }

  private onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const model = new FormData(event.currentTarget as HTMLFormElement).get('model');
    if (typeof model === 'string') void this.look(model.trim());
  }

  private onFetch(event: Event): void {
    if (this.lookup.kind !== 'found') return;
    const { listing } = this.lookup;
    const { variant: id } = (event.currentTarget as HTMLElement).dataset;
    const variant = listing.variants.find((each) => each.id === id);
    if (!variant) return;
    const detail = downloadRequestOf(listing, variant);
    this.dispatchEvent(new CustomEvent('fw-download', { detail }));
  }

  private onBase(event: Event): void {
    const input = event.currentTarget as HTMLInputElement;
    if (!URL.canParse(input.value)) return;
    const { href } = new URL(input.value);
    const detail = href.endsWith('/') ? href : `${href}/`;
    this.dispatchEvent(new CustomEvent('fw-base', { detail }));
  }
}

const formatNames = { onnx: 'ONNX', gguf: 'GGUF', safetensors: 'safetensors' } as const;

declare global {
  interface HTMLElementTagNameMap {
    'fw-hub-panel': FwHubPanel;
  }
}
