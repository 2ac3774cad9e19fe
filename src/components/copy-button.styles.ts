import { css } from 'lit';

export const styles = css`
  :host {
    position: relative;
    display: inline-block;
  }
  .plain {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    padding: 0;
    border: 0;
    background: none;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .plain:hover {
    color: var(--accent);
  }
  @media (max-width: 640px) {
    .plain {
      min-height: 44px;
    }
  }
`;
