import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-width: 900px;
    padding: 16px var(--margin) 20px;
    font-size: var(--t-base);
    line-height: 20px;
  }
  .scroller {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    white-space: nowrap;
  }
  caption {
    padding-bottom: 6px;
    font-weight: 600;
    text-align: left;
  }
  th,
  td {
    height: 32px;
    padding: 0 0 0 24px;
    border-bottom: 1px solid var(--line);
    text-align: right;
  }
  th:first-child {
    padding-left: 0;
    text-align: left;
  }
  thead th {
    border-bottom-color: var(--line-2);
    color: var(--ink-3);
    font-size: var(--t-small);
    font-weight: 400;
  }
  tbody th {
    font-weight: 400;
  }
  tbody tr:last-child > * {
    border-bottom-color: var(--line-2);
  }
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 4px 24px;
    margin-top: 8px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  p {
    margin: 0;
  }
  .asking {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    color: var(--ink);
  }
`;
