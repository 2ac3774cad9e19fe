import { css } from 'lit';

export const styles = css`
  .fit {
    position: relative;
    min-width: 110px;
    height: 8px;
    background: var(--sunk);
  }
  .fit span {
    display: block;
    height: 100%;
    background: var(--d2);
  }
  .fit .past {
    position: absolute;
    top: 0;
    left: 66.6%;
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  .fit i {
    position: absolute;
    top: -2px;
    left: 66.6%;
    width: 1px;
    height: 12px;
    background: var(--ink);
  }
  td small,
  th small {
    display: block;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  tbody th,
  tbody td {
    padding-top: 6px;
    padding-bottom: 6px;
  }
  td .actions {
    flex-wrap: nowrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0 12px;
  }
  .scroller th:first-child {
    min-width: 168px;
  }
  .scroller td:last-child {
    min-width: 176px;
  }
  td .actions > * {
    white-space: nowrap;
  }
  .state {
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .note {
    margin-top: 8px;
  }
  .short,
  .key {
    display: none;
  }
  @media (max-width: 640px) {
    table,
    tbody {
      display: block;
    }
    thead {
      display: none;
    }
    tbody {
      border-top: 1px solid var(--line-2);
    }
    tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 2px 12px;
      padding: 8px 0 4px;
    }
    tbody tr > * {
      height: auto;
      padding: 0;
    }
    .scroller th:first-child,
    .scroller td:last-child {
      min-width: 0;
    }
    tbody .needs {
      grid-column: 1 / -1;
      text-align: left;
    }
    .needs small {
      display: inline;
    }
    .bar,
    .does {
      grid-column: 1 / -1;
    }
    .short {
      display: inline;
      color: var(--ink-2);
    }
    .key {
      display: block;
      color: var(--ink-2);
      font-size: var(--t-small);
      text-align: right;
    }
    .key::before {
      content: '';
      display: inline-block;
      width: 1px;
      height: 10px;
      margin-right: 8px;
      background: var(--ink);
      vertical-align: -1px;
    }
    td .actions {
      flex-wrap: wrap;
      justify-content: flex-start;
      gap: 0 16px;
    }
  }
`;
