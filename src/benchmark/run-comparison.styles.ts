import { css } from 'lit';
import { tableStyles } from './table.styles.ts';

export const styles = css`
  :host {
    display: block;
  }
  ${tableStyles}
  table {
    width: auto;
    min-width: 60%;
  }
  th:last-child,
  td:last-child {
    padding-right: 0;
  }
  tbody th {
    min-width: 160px;
  }
  h3 {
    margin: 20px 0 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  .note {
    max-width: var(--measure);
    margin: 6px 0 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
    gap: 24px 32px;
    margin-top: 20px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .test {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-bottom: 8px;
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  select {
    min-height: var(--control);
    padding: 0 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-base) / 20px var(--ui);
  }
  @media (max-width: 1023px) {
    .scroller th:first-child {
      position: sticky;
      left: 0;
      background: var(--surface);
    }
  }
  @media (max-width: 640px) {
    select {
      font-size: 16px;
    }
    tbody th {
      min-width: 132px;
      padding-right: 12px;
      white-space: normal;
    }
  }
`;
