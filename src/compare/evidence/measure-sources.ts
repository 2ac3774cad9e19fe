import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import { referenceBytes } from '../../../core/score.ts';
import { number, size } from '../../i18n/format.ts';
import { chunkLength, firstScored } from '../evaluation/evaluation.ts';
import { leftOutText } from './left-out-text.ts';
import type { MeasuringChoice } from './measuring-choice.ts';
import type { FileKind } from './own-files.ts';

const bundledQuestionCount = 400;

/** What happens to the fields. */
export interface SourceActions {
  readonly onCheck: (event: Event) => void;
  readonly onNumber: (event: Event) => void;
  readonly onBundled: (event: Event) => void;
  readonly onPick: (event: Event) => Promise<void>;
}

/** Fields' events as changes of the choice. */
export const sourceActions = (
  change: (change: Partial<MeasuringChoice>) => void,
  onPick: SourceActions['onPick'],
): SourceActions => ({
  onPick,
  onCheck: (event) => {
    const { name, checked } = event.currentTarget as HTMLInputElement;
    const source = checked ? ({ kind: 'bundled' } as const) : null;
    change(name === 'text' ? { text: source } : { questions: source });
  },
  onNumber: (event) => {
    const input = event.currentTarget as HTMLInputElement;
    const count = wholeNumber(input);
    change(input.name === 'chunks' ? { chunks: count } : { questionLimit: count });
  },
  onBundled: (event) => {
    const { value } = event.currentTarget as HTMLButtonElement;
    change(
      value === 'text'
        ? { text: { kind: 'bundled' } }
        : { questions: { kind: 'bundled' }, questionLimit: bundledQuestionCount },
    );
  },
});

/** The text that perplexity and distance are measured on, in how many chunks. */
export function textSource(
  { text, chunks }: MeasuringChoice,
  freeBytes: number | null,
  vocabularySize: number | undefined,
  actions: SourceActions,
): TemplateResult {
  const { onCheck, onNumber } = actions;
  const own = text?.kind === 'own' ? text.content : null;
  return html`<div class="part">
    <label>
      <input type="checkbox" name="text" .checked=${text !== null} @change=${onCheck} />
      ${msg('Perplexity and distance from the reference', { id: 'measure.text' })}
    </label>
    <div class="details">
      <span class="source"
        >${
          own ? own.name : msg('WikiText-2, beginning of the test set', { id: 'measure.wikitext' })
        }</span
      >
      ${fileButton('text', own !== null, actions)}
      <label class="field">
        ${msg('Chunks of 512 tokens', { id: 'measure.chunks' })}
        <input
          type="number"
          name="chunks"
          min="1"
          max="180"
          .value=${chunks.toString()}
          ?disabled=${text === null}
          @change=${onNumber}
        />
      </label>
      ${own && own.content.length < shortText ? html`<p>${shortTextNote(own.name)}</p>` : nothing}
      ${
        text && vocabularySize !== undefined
          ? html`<p>${storageText(chunks, freeBytes, vocabularySize)}</p>`
          : nothing
      }
    </div>
  </div>`;
}

/** Characters of English that give about 100 scored positions: half of 200 tokens of four. */
const shortText = 800;

const shortTextNote = (name: string): string =>
  msg(
    str`${name} is short: no statistics are shown under 100 scored positions, which take about ${number(shortText)} characters of English.`,
    { id: 'measure.short-text' },
  );

function storageText(chunks: number, free: number | null, vocabularySize: number): string {
  const needed = chunks * referenceBytes(chunkLength - 1 - firstScored, vocabularySize);
  if (free !== null && free < needed)
    return msg(
      str`The reference’s probabilities take ${size(needed)}, more than the ${size(free)} that are free: reference and levels take turns instead, which needs no storage.`,
      { id: 'measure.storage-short' },
    );
  return msg(
    str`The reference’s probabilities take ${size(needed)} on this device, so that further levels need no second run of it.`,
    { id: 'measure.storage' },
  );
}

/** The questions that accuracy is measured on, and those of their file that are left out. */
export function questionsSource(
  { questions, questionLimit }: MeasuringChoice,
  actions: SourceActions,
): TemplateResult {
  const { onCheck, onNumber } = actions;
  const own = questions?.kind === 'own' ? questions.content : null;
  const leftOut = leftOutText(own?.badLines ?? []);
  return html`<div class="part">
    <label>
      <input type="checkbox" name="questions" .checked=${questions !== null} @change=${onCheck} />
      ${msg('Accuracy on multiple-choice questions', { id: 'measure.questions' })}
    </label>
    <div class="details">
      <span class="source"
        >${own ? own.name : msg('HellaSwag, tasks 0 to 399', { id: 'measure.hellaswag' })}</span
      >
      ${fileButton('questions', own !== null, actions)}
      <label class="field">
        ${msg('Questions', { id: 'measure.question-count' })}
        <input
          type="number"
          name="limit"
          min="1"
          max=${own ? own.questions.length : bundledQuestionCount}
          .value=${questionLimit.toString()}
          ?disabled=${questions === null}
          @change=${onNumber}
        />
      </label>
      ${leftOut ? html`<p>${leftOut}</p>` : nothing}
    </div>
  </div>`;
}

const accepted: Readonly<Record<FileKind, string>> = {
  text: '.txt,.md,text/plain',
  questions: '.jsonl,application/jsonl',
};

function fileButton(
  kind: FileKind,
  own: boolean,
  { onPick, onBundled }: SourceActions,
): TemplateResult {
  const label =
    kind === 'text'
      ? msg('Own text', { id: 'measure.own-text' })
      : msg('Own JSONL', { id: 'measure.own-questions' });
  return html`<label class="button small file">
      ${label}
      <input type="file" name=${`${kind}-file`} accept=${accepted[kind]} @change=${onPick} />
    </label>
    ${
      own
        ? html`<button type="button" class="quiet" value=${kind} @click=${onBundled}>
            ${msg('Use the bundled one', { id: 'measure.bundled' })}
          </button>`
        : nothing
    }`;
}

/** What the field allows, nearest to what was typed. */
function wholeNumber({ valueAsNumber, min, max }: HTMLInputElement): number {
  const value = Number.isFinite(valueAsNumber) ? Math.round(valueAsNumber) : Number(min);
  return Math.min(Math.max(value, Number(min)), Number(max));
}
