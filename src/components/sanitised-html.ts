import createDomPurify, { type Config } from 'dompurify';
import type { DirectiveResult } from 'lit/directive.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

/*
 * The only way of a model's text into the DOM as markup (lint allows `unsafeHTML` in no other file).
 * What passes: no script, no handler, no style, no form, nothing that fetches; links to http, https
 * and mailto only.
 */
const sanitiser = createDomPurify(window);

const harmlessAttributes = ['title', 'start', 'align', 'class', 'language'];

const configuration: Config = {
  ALLOWED_TAGS: [
    ...['a', 'b', 'blockquote', 'br', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em'],
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'kbd', 'li', 'ol', 'p', 'pre', 's', 'span'],
    ...['strong', 'sub', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'],
  ],
  ALLOWED_ATTR: ['href', ...harmlessAttributes],
  // Checked against every attribute but these.
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ADD_URI_SAFE_ATTR: harmlessAttributes,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  CUSTOM_ELEMENT_HANDLING: {
    tagNameCheck: /^fw-code-block$/,
    attributeNameCheck: /^language$/,
    allowCustomizedBuiltInElements: false,
  },
  RETURN_TRUSTED_TYPE: false,
};

// An image is never fetched; what it says instead stays.
sanitiser.addHook('uponSanitizeElement', (node, { tagName }) => {
  if (tagName !== 'img' || !(node instanceof Element)) return;
  const alt = node.getAttribute('alt');
  if (alt) node.before(alt);
});

sanitiser.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A' || !node.hasAttribute('href')) return;
  node.setAttribute('rel', 'noopener noreferrer');
  node.setAttribute('target', '_blank');
});

/** What is left of `html` when all that could do something has been taken out, to put in a template. */
export const sanitised = (html: string): DirectiveResult =>
  unsafeHTML(sanitiser.sanitize(html, configuration));
