import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
    gap: 12px 32px;
  }
  select {
    min-height: 24px;
    max-width: 100%;
    field-sizing: content;
    margin-left: -4px;
    padding: 0 0 0 2px;
    border: 1px solid transparent;
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink-2);
    font: inherit;
    text-overflow: ellipsis;
  }
  select:hover {
    border-color: var(--line-2);
  }
  @media (max-width: 640px) {
    :host {
      grid-template-columns: 1fr;
    }
    select {
      min-height: 44px;
    }
  }
`;
