import type { FwMarkdownText } from '../../components/markdown-text.ts';

interface Piece {
  readonly node: Text;
  /** Where its text begins in the whole. */
  readonly start: number;
}

/** Elements that run on within a line; around all others the line ends. */
const inline = new Set([
  ...['a', 'b', 'code', 'del', 'em', 'i', 'kbd', 's', 'span', 'strong', 'sub', 'sup'],
]);

/** The text of an answer as it is shown, its code blocks included, and where each part stands. */
export class RenderedText {
  readonly text: string;
  readonly #pieces: readonly Piece[];

  constructor(answer: FwMarkdownText) {
    const pieces: Piece[] = [];
    let text = '';
    const endLine = (): void => {
      if (!text.endsWith('\n')) text += '\n';
    };
    const visit = (node: Node): void => {
      if (node instanceof Text) {
        pieces.push({ node, start: text.length });
        text += node.data;
        return;
      }
      if (!(node instanceof Element) || node instanceof HTMLStyleElement) return;
      const apart = !inline.has(node.localName);
      if (apart) endLine();
      // Of a code block the code only: its head holds a name and a button.
      const code = node.localName === 'fw-code-block' && node.shadowRoot?.querySelector('code');
      for (const child of code ? [code] : node.childNodes) visit(child);
      if (apart) endLine();
    };
    for (const child of answer.shadowRoot?.childNodes ?? []) visit(child);
    this.text = text;
    this.#pieces = pieces;
  }

  /** The part of the page that shows the text from `start` to `end`, which lie on one line. */
  rangeOf(start: number, end: number): StaticRange | undefined {
    const first = this.#pieceAt(start);
    const last = this.#pieceAt(end - 1);
    return (
      first &&
      last &&
      new StaticRange({
        startContainer: first.node,
        startOffset: start - first.start,
        endContainer: last.node,
        endOffset: end - last.start,
      })
    );
  }

  #pieceAt(position: number): Piece | undefined {
    return this.#pieces.findLast(({ start }) => start <= position);
  }
}
