import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { asFeatherweightError, type FeatherweightError } from '../../../core/errors.ts';
import type { EvaluationText, QuestionSet } from '../evaluation/evaluation.ts';
import type { MeasuringChoice } from './measuring-choice.ts';

/** Reads files of the person's own. */
export interface FileReaders {
  readonly text: (file: File) => Promise<EvaluationText>;
  readonly questions: (file: File) => Promise<QuestionSet>;
}

export type FileKind = 'text' | 'questions';

/** Texts and questions of the person's own, picked or dropped: each becomes a change of the choice. */
export class OwnFiles implements ReactiveController {
  /** Why the last file was refused. */
  error: FeatherweightError | null = null;
  /** Files are held over the form. */
  dropping = false;
  readonly #host: ReactiveControllerHost;
  readonly #readers: () => FileReaders | undefined;
  readonly #change: (change: Partial<MeasuringChoice>) => void;

  constructor(
    host: ReactiveControllerHost,
    readers: () => FileReaders | undefined,
    change: (change: Partial<MeasuringChoice>) => void,
  ) {
    this.#host = host;
    this.#readers = readers;
    this.#change = change;
    host.addController(this);
  }

  hostConnected(): void {
    this.dropping = false;
  }

  async take(file: File, kind: FileKind): Promise<void> {
    const readers = this.#readers();
    if (!readers) return;
    this.error = null;
    try {
      if (kind === 'text') {
        this.#change({ text: { kind: 'own', content: await readers.text(file) } });
      } else {
        const content = await readers.questions(file);
        this.#change({
          questions: { kind: 'own', content },
          questionLimit: content.questions.length,
        });
      }
    } catch (thrown) {
      this.error = asFeatherweightError(thrown);
    }
    this.#host.requestUpdate();
  }

  readonly onPick = async (event: Event): Promise<void> => {
    const input = event.currentTarget as HTMLInputElement;
    const file = input.files?.[0];
    if (file) await this.take(file, input.name === 'questions-file' ? 'questions' : 'text');
    // The same file can be picked again, after it was mended.
    input.value = '';
  };

  readonly onDragOver = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.#drop(true);
  };

  readonly onDragLeave = (): void => {
    this.#drop(false);
  };

  readonly onDrop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    this.#drop(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    for (const file of files)
      await this.take(file, /\.(jsonl|ndjson)$/i.test(file.name) ? 'questions' : 'text');
  };

  #drop(dropping: boolean): void {
    if (dropping === this.dropping) return;
    this.dropping = dropping;
    this.#host.requestUpdate();
  }
}
