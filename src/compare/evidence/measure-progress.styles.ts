import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    padding: 12px var(--margin);
    background: var(--paper);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
  }
  .now {
    margin: 0;
    font-size: var(--t-base);
    font-weight: 600;
  }
  .bar {
    flex: 1;
    min-width: 120px;
    height: 10px;
    background: var(--sunk);
  }
  .bar i {
    display: block;
    height: 100%;
    background: var(--d1);
  }
  .left {
    color: var(--ink-2);
  }
  .buttons {
    display: flex;
    gap: 8px;
    margin-left: auto;
  }
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr));
    gap: 2px 32px;
    margin: 10px 0 0;
    padding: 0;
    list-style: none;
  }
  ul:empty {
    display: none;
  }
  li {
    color: var(--ink-2);
  }
  li b {
    color: var(--ink);
    font-weight: 600;
  }
  .waiting,
  .left-out,
  .note {
    color: var(--ink-3);
  }
  .failed span {
    color: var(--fault);
  }
  .figures {
    display: block;
    color: var(--ink);
  }
`;
