import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 2px 10px;
    max-width: var(--measure);
    padding: 10px 14px;
    border: 1px solid var(--fault);
    border-radius: var(--r3);
    font-size: var(--t-base);
    line-height: 20px;
  }
  wa-icon {
    margin-top: 2px;
    color: var(--fault);
    font-size: 16px;
  }
  p {
    margin: 0;
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .happened {
    color: var(--ink);
    font-weight: 600;
  }
  .actions {
    grid-column: 2;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 16px;
    margin-top: 4px;
  }
`;
