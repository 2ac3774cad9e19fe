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
  }
  p {
    margin: 0 0 10px;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 20px;
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
`;
