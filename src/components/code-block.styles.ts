import { css } from 'lit';
import { blink, caret } from './caret.styles.ts';

export const styles = css`
  ${blink}
  :host {
    display: block;
    max-width: var(--measure);
    margin: 8px 0;
    border: 1px solid var(--line);
    border-radius: var(--r3);
    background: var(--paper);
    overflow: hidden;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: 28px;
    padding: 0 14px;
    border-bottom: 1px solid var(--line);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  pre {
    margin: 0;
    padding: 9px 14px;
    overflow-x: auto;
    font: 12.5px/19px var(--mono);
    tab-size: 4;
    word-break: normal;
  }
  pre:focus-visible {
    outline-offset: -2px;
  }
  code {
    font: inherit;
  }
  :host([writing]) code::after {
    ${caret}
  }
  @media (prefers-reduced-motion: reduce) {
    code::after {
      animation: none !important;
    }
  }
  .hljs-keyword,
  .hljs-built_in,
  .hljs-type,
  .hljs-literal,
  .hljs-tag,
  .hljs-selector-tag {
    color: var(--accent);
  }
  .hljs-string,
  .hljs-number,
  .hljs-regexp,
  .hljs-attr {
    color: var(--ink-2);
  }
  .hljs-title {
    font-weight: 600;
  }
  .hljs-comment,
  .hljs-doctag,
  .hljs-meta {
    color: var(--ink-3);
  }
`;
