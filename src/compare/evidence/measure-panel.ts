import { localized, msg, str } from '@lit/localize';
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { map } from 'lit/directives/map.js';
import { asFeatherweightError, type FeatherweightError } from '../../../core/errors.ts';
import type { LevelId } from '../../../core/levels.ts';
import { referenceBytes } from '../../../core/score.ts';
import { isEngineId } from '../../../core/variant.ts';
import { engineOptions } from '../../app/engine-choice.ts';
import type { Environment } from '../../app/environment.ts';
import type { ModelOption } from '../../app/model-option.ts';
import { controls } from '../../components/controls.styles.ts';
import '../../components/failure.ts';
import { engineName } from '../../i18n/engines.ts';
import { counted, megabytes, number, size } from '../../i18n/format.ts';
import { levelDescription } from '../../i18n/levels.ts';
import {
  chunkLength,
  firstScored,
  type BadLine,
  type EvaluationText,
  type QuestionSet,
} from '../evaluation/evaluation.ts';
import { badLinesText } from './bad-lines-text.ts';
import { evidenceForm } from './evidence-form.styles.ts';
import {
  choiceProblem,
  levelsFor,
  withEngine,
  type ChoiceProblem,
  type MeasuringChoice,
} from './measuring-choice.ts';
import { styles } from './measure-panel.styles.ts';

/** Reads files of the person's own. */
export interface FileReaders {
  readonly text: (file: File) => Promise<EvaluationText>;
  readonly questions: (file: File) => Promise<QuestionSet>;
}

/** Vocabulary of the embedded model: what the size of the reference's data is told by. */
const vocabularySize = 49_152;

/**
 * What to measure: levels, engine, reference, text, questions, speed. Files of one's own are picked or
 * dropped. Dispatches `fw-choice` with each change and `fw-start` with the choice.
 */
@localized()
@customElement('fw-measure-panel')
export class FwMeasurePanel extends LitElement {
  static override styles = [controls, evidenceForm, styles];

  @property({ attribute: false }) model: ModelOption | undefined;
  @property({ attribute: false }) environment: Environment | undefined;
  @property({ attribute: false }) choice: MeasuringChoice | undefined;
  @property({ attribute: false }) readers: FileReaders | undefined;
  /** Bytes free on the device; `null` where the browser doesn't tell. */
  @property({ attribute: false }) freeBytes: number | null = null;

  @state() private error: FeatherweightError | null = null;
  @state() private badLines: readonly BadLine[] = [];
  @state() private dropping = false;

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('model')) this.error = null;
  }

  override render(): TemplateResult | typeof nothing {
    const { model, environment, choice } = this;
    if (!model || !environment || !choice) return nothing;
    const problem = choiceProblem(choice);
    return html`
      <form
        class=${this.dropping ? 'dropping' : ''}
        @submit=${this.onSubmit}
        @dragover=${this.onDragOver}
        @dragleave=${this.onDragLeave}
        @drop=${this.onDrop}
      >
        ${this.levels(model, choice)}
        <div class="fields">
          ${this.engine(environment, choice)} ${this.reference(model, choice)}
        </div>
        ${this.text(choice)} ${this.questions(choice)} ${this.speed(choice)}
        ${
          this.error
            ? html`<fw-failure .failure=${this.error.failure} .error=${this.error}></fw-failure>`
            : nothing
        }
        <div class="start">
          <button type="submit" class="button primary" ?disabled=${problem !== null}>
            ${msg('Measure', { id: 'measure.start' })}
          </button>
          <p>${problem ? problemText(problem) : this.summary(choice)}</p>
        </div>
      </form>
    `;
  }

  private levels(model: ModelOption, choice: MeasuringChoice): TemplateResult {
    return html`<fieldset>
      <legend>${msg('Levels', { id: 'measure.levels' })}</legend>
      <div class="levels">
        ${map(
          levelsFor(model, choice.engine),
          ({ level, bytes }) =>
            html`<label title=${levelDescription(level, model.source.shippedLevel)}>
              <input
                type="checkbox"
                name="level"
                .value=${level}
                .checked=${choice.levels.includes(level)}
                @change=${this.onLevel}
              />
              ${level} <span class="note">${megabytes(bytes, 0)} MB</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  private engine(environment: Environment, choice: MeasuringChoice): TemplateResult {
    return html`<label class="field">
      ${msg('Engine', { id: 'measure.engine' })}
      <select name="engine" @change=${this.onEngine}>
        ${map(
          engineOptions(environment, choice.reference),
          ({ engine, disabled }) =>
            html`<option
              value=${engine}
              .selected=${engine === choice.engine}
              ?disabled=${disabled === 'no-webgpu' || disabled === 'insecure'}
            >
              ${engineName(engine)}
            </option>`,
        )}
      </select>
    </label>`;
  }

  private reference(model: ModelOption, choice: MeasuringChoice): TemplateResult {
    return html`<label class="field">
      ${msg('Reference', { id: 'measure.reference' })}
      <select name="reference" @change=${this.onReference}>
        ${map(
          levelsFor(model, choice.engine),
          ({ level }) =>
            html`<option value=${level} .selected=${level === choice.reference}>
              ${level} (${levelDescription(level, model.source.shippedLevel)})
            </option>`,
        )}
      </select>
    </label>`;
  }

  private text({ text, chunks }: MeasuringChoice): TemplateResult {
    const own = text?.kind === 'own' ? text.content : null;
    return html`<div class="part">
      <label>
        <input type="checkbox" name="text" .checked=${text !== null} @change=${this.onText} />
        ${msg('Perplexity and distance from the reference', { id: 'measure.text' })}
      </label>
      <div class="details">
        <span class="source"
          >${
            own
              ? own.name
              : msg('WikiText-2, beginning of the test set', { id: 'measure.wikitext' })
          }</span
        >
        ${this.fileButton('text', '.txt,.md,text/plain', own !== null)}
        <label class="field">
          ${msg('Chunks of 512 tokens', { id: 'measure.chunks' })}
          <input
            type="number"
            name="chunks"
            min="1"
            max="180"
            .value=${chunks.toString()}
            ?disabled=${text === null}
            @change=${this.onChunks}
          />
        </label>
        ${text ? html`<p>${this.storageText(chunks)}</p>` : nothing}
      </div>
    </div>`;
  }

  private storageText(chunks: number): string {
    const needed = chunks * referenceBytes(chunkLength - 1 - firstScored, vocabularySize);
    const free = this.freeBytes;
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

  private questions({ questions, questionLimit }: MeasuringChoice): TemplateResult {
    const own = questions?.kind === 'own' ? questions.content : null;
    return html`<div class="part">
      <label>
        <input
          type="checkbox"
          name="questions"
          .checked=${questions !== null}
          @change=${this.onQuestions}
        />
        ${msg('Accuracy on multiple-choice questions', { id: 'measure.questions' })}
      </label>
      <div class="details">
        <span class="source"
          >${own ? own.name : msg('HellaSwag, tasks 0 to 399', { id: 'measure.hellaswag' })}</span
        >
        ${this.fileButton('questions', '.jsonl,application/jsonl', own !== null)}
        <label class="field">
          ${msg('Questions', { id: 'measure.question-count' })}
          <input
            type="number"
            name="limit"
            min="1"
            max=${own ? own.questions.length : 400}
            .value=${questionLimit.toString()}
            ?disabled=${questions === null}
            @change=${this.onLimit}
          />
        </label>
        ${this.badLines.length > 0 && own ? html`<p>${badLinesText(this.badLines)}</p>` : nothing}
      </div>
    </div>`;
  }

  private speed({ speed }: MeasuringChoice): TemplateResult {
    return html`<div class="part">
      <label>
        <input type="checkbox" name="speed" .checked=${speed} @change=${this.onSpeed} />
        ${msg('Speed: prompt of 128 tokens, 32 tokens one by one, first token; 5 times each', {
          id: 'measure.speed',
        })}
      </label>
    </div>`;
  }

  private fileButton(kind: 'text' | 'questions', accept: string, own: boolean): TemplateResult {
    const label =
      kind === 'text'
        ? msg('Own text', { id: 'measure.own-text' })
        : msg('Own JSONL', { id: 'measure.own-questions' });
    return html`<label class="button small file">
        ${label}
        <input type="file" name=${`${kind}-file`} accept=${accept} @change=${this.onFile} />
      </label>
      ${
        own
          ? html`<button type="button" class="quiet" value=${kind} @click=${this.onBundled}>
              ${msg('Use the bundled one', { id: 'measure.bundled' })}
            </button>`
          : nothing
      }`;
  }

  private summary({ levels, reference }: MeasuringChoice): string {
    const count = levels.includes(reference) ? levels.length : levels.length + 1;
    const variants = counted(
      count,
      () => msg('1 variant', { id: 'measure.variant' }),
      () => msg(str`${number(count)} variants`, { id: 'measure.variants' }),
    );
    return msg(
      str`${variants}, one after the other. Chatting waits meanwhile; files can be dropped here.`,
      { id: 'measure.summary' },
    );
  }

  private change(change: Partial<MeasuringChoice>): void {
    if (!this.choice) return;
    this.dispatchEvent(new CustomEvent('fw-choice', { detail: { ...this.choice, ...change } }));
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    if (this.choice && choiceProblem(this.choice) === null)
      this.dispatchEvent(new CustomEvent('fw-start', { detail: this.choice }));
  }

  private onLevel(event: Event): void {
    const { model, choice } = this;
    const { value, checked } = event.currentTarget as HTMLInputElement;
    if (!model || !choice) return;
    const isWanted = (level: LevelId): boolean =>
      level === value ? checked : choice.levels.includes(level);
    this.change({
      levels: levelsFor(model, choice.engine).flatMap(({ level }) =>
        isWanted(level) ? level : [],
      ),
    });
  }

  private onEngine(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    if (this.choice && this.model && isEngineId(value))
      this.change(withEngine(this.choice, value, this.model));
  }

  private onReference(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    const found = this.model?.levels.find(({ level }) => level === value);
    if (found) this.change({ reference: found.level });
  }

  private onText(event: Event): void {
    const { checked } = event.currentTarget as HTMLInputElement;
    this.change({ text: checked ? { kind: 'bundled' } : null });
  }

  private onQuestions(event: Event): void {
    const { checked } = event.currentTarget as HTMLInputElement;
    this.change({ questions: checked ? { kind: 'bundled' } : null });
  }

  private onSpeed(event: Event): void {
    this.change({ speed: (event.currentTarget as HTMLInputElement).checked });
  }

  private onChunks(event: Event): void {
    this.change({ chunks: wholeNumber(event.currentTarget as HTMLInputElement) });
  }

  private onLimit(event: Event): void {
    this.change({ questionLimit: wholeNumber(event.currentTarget as HTMLInputElement) });
  }

  private onBundled(event: Event): void {
    const { value } = event.currentTarget as HTMLButtonElement;
    if (value === 'text') this.change({ text: { kind: 'bundled' } });
    else this.change({ questions: { kind: 'bundled' }, questionLimit: 400 });
  }

  private async onFile(event: Event): Promise<void> {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (file) await this.take(file, input.name === 'questions-file' ? 'questions' : 'text');
    // The same file can be picked again, after it was mended.
    input.value = '';
  }

  private async take(file: File, kind: 'text' | 'questions'): Promise<void> {
    const { readers } = this;
    if (!readers) return;
    this.error = null;
    try {
      if (kind === 'text') {
        this.change({ text: { kind: 'own', content: await readers.text(file) } });
      } else {
        const content = await readers.questions(file);
        this.badLines = content.badLines;
        this.change({
          questions: { kind: 'own', content },
          questionLimit: content.questions.length,
        });
      }
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
  }

  private onDragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dropping = true;
  }

  private onDragLeave(): void {
    this.dropping = false;
  }

  private async onDrop(event: DragEvent): Promise<void> {
    event.preventDefault();
    this.dropping = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    for (const file of files)
      await this.take(file, /\.(jsonl|ndjson)$/i.test(file.name) ? 'questions' : 'text');
  }
}

/** What the field allows, nearest to what was typed. */
function wholeNumber({ valueAsNumber, min, max }: HTMLInputElement): number {
  const value = Number.isFinite(valueAsNumber) ? Math.round(valueAsNumber) : Number(min);
  return Math.min(Math.max(value, Number(min)), Number(max));
}

function problemText(problem: NonNullable<ChoiceProblem>): string {
  switch (problem) {
    case 'no-levels':
      return msg('Choose one level or more.', { id: 'measure.no-levels' });
    case 'nothing-to-measure':
      return msg('Choose quality, accuracy or speed.', { id: 'measure.nothing' });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'fw-measure-panel': FwMeasurePanel;
  }
  interface HTMLElementEventMap {
    'fw-choice': CustomEvent<MeasuringChoice>;
    'fw-start': CustomEvent<MeasuringChoice>;
  }
}
