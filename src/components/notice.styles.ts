import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    align-items: center;
    gap: var(--s4);
    padding: 4px 12px 4px 16px;
    border-bottom: 1px solid var(--line);
    background: var(--paper);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  p {
    flex: 1;
    margin: 0;
    padding: 4px 0;
  }
`;
