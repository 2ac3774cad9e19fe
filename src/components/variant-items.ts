import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { LevelId } from '../../core/levels.ts';
import type { EngineOption } from '../app/engine-choice.ts';
import type { LevelOption } from '../app/model-option.ts';
import { engineDescription, engineName, obstacleText } from '../i18n/engines.ts';
import { megabytes } from '../i18n/format.ts';
import { bitsPerWeightText, levelDescription } from '../i18n/levels.ts';

/** `wa-select` carries the item in its detail. */
export type SelectEvent = CustomEvent<{ readonly item: { readonly value: string } }>;

export interface ItemState {
  readonly checked: boolean;
  readonly disabled: boolean;
}

/** A level in a dropdown, with what it is and weighs. */
export const levelItem = (
  { level, bytes, linearBitsPerWeight }: LevelOption,
  shipped: LevelId,
  { checked, disabled }: ItemState,
): TemplateResult =>
  html`<wa-dropdown-item type="checkbox" value=${level} ?checked=${checked} ?disabled=${disabled}>
    <span class="item">${level}</span>
    <span class="description">${levelDescription(level, shipped)}</span>
    ${
      linearBitsPerWeight > 0
        ? html`<span class="description">${bitsPerWeightText(linearBitsPerWeight)}</span>`
        : nothing
    }
    <span slot="details">${megabytes(bytes)} MB</span>
  </wa-dropdown-item>`;

/** An engine in a dropdown, with what it is or why it can't run. */
export const engineItem = (
  { engine, disabled }: EngineOption,
  chosen: string | undefined,
): TemplateResult =>
  html`<wa-dropdown-item
    type="checkbox"
    value=${engine}
    ?checked=${engine === chosen}
    ?disabled=${disabled !== undefined}
  >
    <span class="item">${engineName(engine)}</span>
    <span class="description"
      >${disabled ? obstacleText(disabled) : engineDescription(engine)}</span
    >
  </wa-dropdown-item>`;
