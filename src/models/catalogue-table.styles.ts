import { css } from 'lit';

export const styles = css`
  .key {
    display: inline-block;
    width: 1px;
    height: 10px;
    margin-right: 8px;
    background: var(--ink);
    vertical-align: -1px;
  }
  th,
  td {
    height: 50px;
  }
  thead th,
  thead .head {
    height: 28px;
  }
  small {
    display: block;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .cell {
    min-width: 112px;
    font-size: var(--t-small);
    line-height: 16px;
  }
  .cell div {
    display: flex;
    justify-content: space-between;
    gap: 8px;
    white-space: nowrap;
  }
  .cell .state {
    color: var(--ink-2);
  }
  .weight {
    position: relative;
    display: block;
    height: 8px;
    margin-top: 4px;
    background: var(--sunk);
  }
  .weight span {
    position: absolute;
    inset: 0 auto 0 0;
    background: var(--d3);
  }
  .weight span.past {
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  .weight i {
    position: absolute;
    top: -2px;
    left: 72%;
    width: 1px;
    height: 12px;
    background: var(--ink);
  }
  .cell .level {
    display: none;
    color: var(--ink-2);
  }
  .languages {
    min-width: 120px;
  }
  tbody th {
    min-width: 160px;
    padding-block: 8px;
  }
  a {
    color: var(--accent);
  }
  td.unknown {
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .action small {
    color: var(--accent);
  }
  .note {
    margin-top: 8px;
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
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 4px 16px;
      padding: 10px 0 6px;
    }
    tbody th,
    tbody td {
      height: auto;
      min-width: 0;
      padding: 0;
      font-size: var(--t-small);
      text-align: left;
    }
    tbody th {
      grid-column: 1 / -1;
      font-size: var(--t-base);
    }
    tbody .figure {
      text-align: left;
    }
    tbody .licence,
    tbody .unknown,
    tbody .action {
      grid-column: 1 / -1;
    }
    .cell .level {
      display: inline;
    }
    .action small {
      display: inline;
      margin-right: 12px;
    }
  }
`;
