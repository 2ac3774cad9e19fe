import { html, type TemplateResult } from 'lit';
import { map } from 'lit/directives/map.js';
import { Marked, type Tokens } from 'marked';
import { escapeHtml } from '../report/escape-html.ts';
import './code-block.ts';
import { sanitised } from './sanitised-html.ts';

/** The first word of a fence, where it can be the name of a language. */
const languageName = (info: string | undefined): string =>
  /^[\w+#.-]+/.exec(info ?? '')?.[0].toLowerCase() ?? '';

const formatting = /^<\/?(?:b|br|del|em|i|kbd|s|strong|sub|sup)\s*\/?>$/i;

const marked = new Marked({
  gfm: true,
  renderer: {
    code({ text, lang }: Tokens.Code): string {
      const language = escapeHtml(languageName(lang));
      return `<fw-code-block language="${language}">${escapeHtml(text)}</fw-code-block>`;
    },
    // A tag that a model writes is mostly meant to be read: "#include <iostream>", "the <form> tag".
    html({ text }: Tokens.HTML | Tokens.Tag): string {
      return formatting.test(text.trim()) ? text : escapeHtml(text);
    },
    // Remote images would be fetched, and tell where they are read: a link is offered instead.
    image({ href, text }: Tokens.Image): string {
      return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
    },
    checkbox({ checked }: Tokens.Checkbox): string {
      return checked ? '☑ ' : '☐ ';
    },
  },
});

/**
 * Markdown as a template, block by block: while an answer is written only its last block changes, so
 * what was selected or focused above stays. A fence that is still open is a code block already.
 *
 * @param writing more is to come: a code block at the end then has the caret
 */
export function renderMarkdown(text: string, writing = false): TemplateResult {
  const blocks = marked.lexer(text).filter(({ type }) => type !== 'space' && type !== 'def');
  return html`${map(blocks, (block, index) =>
    block.type === 'code'
      ? html`<fw-code-block
          .language=${languageName((block as Tokens.Code).lang)}
          .code=${(block as Tokens.Code).text}
          ?writing=${writing && index === blocks.length - 1}
        ></fw-code-block>`
      : html`<div class="block">${sanitised(marked.parser([block]))}</div>`,
  )}`;
}
