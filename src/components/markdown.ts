import createDomPurify, { type Config } from 'dompurify';
import { html, type TemplateResult } from 'lit';
import { map } from 'lit/directives/map.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { Marked, type Token, type Tokens } from 'marked';
import { escapeHtml, highlight } from './highlight.ts';

/**
 * The only way of a model's text into the DOM as markup. The sanitiser decides what passes: no
 * script, no handler, no style, no form, nothing that fetches; links to http, https and mailto only.
 */
const sanitiser = createDomPurify(window);

const configuration: Config = {
  ALLOWED_TAGS: [
    ...['a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'fw-code-block'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'kbd', 'li', 'ol', 'p', 'pre', 's', 'span'],
    ...['strong', 'sub', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
  ],
  ALLOWED_ATTR: ['href', 'title', 'start', 'align', 'class', 'language', 'code', 'rel', 'target'],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  CUSTOM_ELEMENT_HANDLING: {
    tagNameCheck: /^fw-code-block$/,
    attributeNameCheck: /^(?:language|code)$/,
    allowCustomizedBuiltInElements: false,
  },
  RETURN_TRUSTED_TYPE: false,
};

sanitiser.addHook('uponSanitizeElement', (node, { tagName }) => {
  if (tagName !== 'img' || !(node instanceof Element)) return;
  const alt = node.getAttribute('alt');
  if (alt) node.before(alt);
});

sanitiser.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  if (!node.hasAttribute('href')) return;
  node.setAttribute('rel', 'noopener noreferrer');
  node.setAttribute('target', '_blank');
});

const marked = new Marked({
  gfm: true,
  renderer: {
    code({ text, lang }: Tokens.Code): string {
      const language = languageName(lang);
      return `<fw-code-block language="${escapeHtml(language)}" code="${escapeHtml(text)}"></fw-code-block>`;
    },
    image({ href, text }: Tokens.Image): string {
      return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
    },
    checkbox({ checked }: Tokens.Checkbox): string {
      return checked ? '☑ ' : '☐ ';
    },
  },
});

const languageName = (info: string | undefined): string =>
  /^[\w+#.-]+/.exec(info ?? '')?.[0].toLowerCase() ?? '';

/** Sanitised HTML of one top-level block. */
const blockHtml = (block: Token): string => sanitiser.sanitize(marked.parser([block]), configuration);

/**
 * Markdown as a template, block by block: while an answer is written only its last block changes, so
 * what was selected or focused above stays. A fence that is still open is a code block already.
 */
export function renderMarkdown(text: string): TemplateResult {
  const blocks = marked.lexer(text).filter(({ type }) => type !== 'space' && type !== 'def');
  return html`${map(blocks, (block) =>
    block.type === 'code'
      ? html`<fw-code-block
          .language=${languageName((block as Tokens.Code).lang)}
          .code=${(block as Tokens.Code).text}
        ></fw-code-block>`
      : html`<div class="block">${unsafeHTML(blockHtml(block))}</div>`,
  )}`;
}

/** `code` with its words marked, as a template. */
export const renderCode = (code: string, language: string): TemplateResult =>
  html`${unsafeHTML(sanitiser.sanitize(highlight(code, language), configuration))}`;
