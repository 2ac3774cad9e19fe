import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  div {
    display: flex;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
  }
  button {
    position: relative;
    flex: 1 1 0;
    min-width: 0;
    min-height: 40px;
    padding: 3px 4px;
    border: 0;
    background: none;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 16px;
    transition: background-color 120ms ease-out;
  }
  /* As large as a finger needs, past the drawn edge. */
  button::after {
    content: '';
    position: absolute;
    inset: -3px 0;
  }
  button + button {
    border-left: 1px solid var(--line);
  }
  button:first-child {
    border-radius: 3px 0 0 3px;
  }
  button:last-child {
    border-radius: 0 3px 3px 0;
  }
  b {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 600;
    white-space: nowrap;
  }
  span {
    display: block;
    color: var(--ink-3);
    font-size: var(--t-micro);
    line-height: 16px;
    white-space: nowrap;
  }
  button[aria-pressed='true'] {
    background: var(--accent-weak);
    color: var(--on-weak);
  }
  button[aria-pressed='true'] span {
    color: var(--ink-2);
  }
`;
