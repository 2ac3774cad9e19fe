import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  .panel {
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: var(--r3);
    background: var(--paper);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .head,
  .figures {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--s4);
  }
  h2 {
    margin: 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  h2 span {
    font-weight: 400;
    color: var(--ink-3);
  }
  .track {
    height: 10px;
    margin: 10px 0 6px;
    border: 1px solid var(--line-2);
    border-radius: var(--r1);
    overflow: hidden;
  }
  .track span {
    display: block;
    height: 100%;
    background: var(--d1);
  }
  .figures {
    color: var(--ink-2);
  }
  ol {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 20px;
    margin: 12px 0 0;
    padding: 10px 0 0;
    border-top: 1px solid var(--line);
    list-style: none;
    color: var(--ink-3);
  }
  li::before {
    content: '';
    display: inline-block;
    width: 7px;
    height: 7px;
    margin-right: 7px;
    border: 1px solid var(--line-2);
    border-radius: var(--r1);
  }
  .done::before {
    border-color: var(--d2);
    background: var(--d2);
  }
  .done {
    color: var(--ink-2);
  }
  .now {
    color: var(--ink);
    font-weight: 600;
  }
  .now::before {
    border-color: var(--accent);
    background: var(--accent);
  }
  .sentence {
    margin: 10px 0 0;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 20px;
  }
  .panel > .sentence:first-child {
    margin: 0 0 10px;
  }
`;
