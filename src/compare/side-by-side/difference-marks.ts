import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { FwMarkdownText } from '../../components/markdown-text.ts';
import { RenderedText } from './rendered-text.ts';
import { differing, wordsOf } from './word-differences.ts';

/** Of `components/differs.styles.ts`. */
const highlightName = 'differs';

/** Older browsers have no highlights: nothing is marked there, the answers are the same. */
const registry = (CSS as { readonly highlights?: HighlightRegistry }).highlights;

export const canMark = registry !== undefined;

export interface MarkedAnswers {
  readonly reference: FwMarkdownText;
  readonly others: readonly FwMarkdownText[];
}

/**
 * Marks the words of answers that the reference's answer does not have there. Marks lie over the page
 * without changing it, so that text can go on growing under them, be selected and copied.
 */
export class DifferenceMarks implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #answers: () => MarkedAnswers | undefined;
  #frame: number | undefined;

  /** @param answers what to mark now; asked for when the host and what is in it have rendered */
  constructor(host: ReactiveControllerHost, answers: () => MarkedAnswers | undefined) {
    this.#host = host;
    this.#answers = answers;
    host.addController(this);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    this.refresh();
  }

  hostDisconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    registry?.delete(highlightName);
  }

  /** Marks again, before the next frame. */
  refresh(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#mark();
    });
  }

  #mark(): void {
    const answers = this.#answers();
    if (!answers) {
      registry?.delete(highlightName);
      return;
    }
    const reference = wordsOf(new RenderedText(answers.reference).text).map(({ text }) => text);
    const ranges = answers.others.flatMap((answer) => rangesOf(reference, answer));
    registry?.set(highlightName, new Highlight(...ranges));
  }
}

/** Words that stand beside each other on one line are marked as one. */
function rangesOf(reference: readonly string[], answer: FwMarkdownText): readonly StaticRange[] {
  const rendered = new RenderedText(answer);
  const words = wordsOf(rendered.text);
  const flags = differing(
    reference,
    words.map(({ text }) => text),
  );
  const spans: { start: number; end: number }[] = [];
  for (const [index, { start, end }] of words.entries()) {
    if (!flags[index]) continue;
    const last = spans.at(-1);
    const joined = last && flags[index - 1] && !rendered.text.slice(last.end, start).includes('\n');
    if (joined) last.end = end;
    else spans.push({ start, end });
  }
  return spans.flatMap(({ start, end }) => rendered.rangeOf(start, end) ?? []);
}
