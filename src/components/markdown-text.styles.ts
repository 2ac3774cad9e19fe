import { css } from 'lit';
import { blink, caret } from './caret.styles.ts';

export const styles = css`
  ${blink}
  :host {
    display: block;
    font-size: var(--t-body);
    line-height: 22px;
    overflow-wrap: anywhere;
  }
  .block {
    max-width: var(--measure);
  }
  .block > :first-child {
    margin-top: 0;
  }
  .block > :last-child {
    margin-bottom: 0;
  }
  .block + .block {
    margin-top: 8px;
  }
  /* The caret follows the last text, however deep. */
  :host([writing]) .empty::after,
  :host([writing]) .block:last-child > :is(p, h1, h2, h3, h4, h5, h6):last-child::after,
  :host([writing]) .block:last-child > :is(ul, ol):last-child > li:last-child::after {
    ${caret}
  }
  p {
    margin: 0 0 8px;
  }
  h1,
  h2,
  h3,
  h4,
  h5,
  h6 {
    margin: 12px 0 4px;
    font-size: var(--t-head);
    line-height: 20px;
    font-weight: 600;
  }
  b,
  strong,
  th {
    font-weight: 600;
  }
  ul,
  ol {
    margin: 0 0 8px;
    padding-left: 22px;
  }
  ul {
    list-style: none;
    padding-left: 18px;
  }
  ul > li {
    position: relative;
  }
  ul > li::before {
    content: '';
    position: absolute;
    left: -16px;
    top: 10px;
    width: 5px;
    height: 1.5px;
    background: currentColor;
  }
  li > :is(p, ul, ol) {
    margin-bottom: 2px;
  }
  code {
    padding: 0 4px;
    border-radius: var(--r2);
    background: var(--sunk);
    font: 12.5px/18px var(--mono);
  }
  blockquote {
    margin: 0 0 8px;
    padding-left: 12px;
    border-left: 2px solid var(--line-2);
    color: var(--ink-2);
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  a:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  hr {
    margin: 12px 0;
    border: 0;
    border-top: 1px solid var(--line);
  }
  table {
    display: block;
    max-width: 100%;
    overflow-x: auto;
    border-collapse: collapse;
    font-size: var(--t-base);
    line-height: 20px;
  }
  th,
  td {
    padding: 5px 12px 5px 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: top;
  }
  th {
    border-bottom-color: var(--line-2);
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
    }
    *::after {
      animation: none !important;
    }
  }
`;
