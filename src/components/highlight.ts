import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import css from 'highlight.js/lib/languages/css';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import { escapeHtml } from '../report/escape-html.ts';

const languages = {
  bash,
  c,
  cpp,
  css,
  java,
  javascript,
  json,
  python,
  rust,
  sql,
  typescript,
  xml,
};
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** HTML of `code` with its words marked by class, or merely escaped in a language not known here. */
export const highlight = (code: string, language: string): string =>
  hljs.getLanguage(language)
    ? hljs.highlight(code, { language, ignoreIllegals: true }).value
    : escapeHtml(code);
