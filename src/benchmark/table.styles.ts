import { css } from 'lit';

/** Rules, figures and bars that all tables of the benchmark share. */
export const tableStyles = css`
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--t-base);
    line-height: 20px;
  }
  th,
  td {
    height: 32px;
    padding: 0 16px 0 0;
    text-align: left;
    font-weight: 400;
    white-space: nowrap;
  }
  thead th {
    height: 30px;
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  th.figure,
  td.figure {
    text-align: right;
  }
  tr:last-child > :last-child,
  th:last-child,
  td:last-child {
    padding-right: 0;
  }
  thead tr {
    border-bottom: 1px solid var(--line-2);
  }
  tbody tr {
    border-bottom: 1px solid var(--line);
  }
  tbody tr:last-child {
    border-bottom-color: var(--line-2);
  }
  .spread,
  .limit {
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  .bar {
    width: 30%;
    min-width: 96px;
  }
  .track {
    position: relative;
    height: 10px;
  }
  .track .length {
    display: block;
    height: 100%;
    min-width: 1px;
    border-radius: 0 var(--r1) var(--r1) 0;
    background: var(--d2);
  }
  .track .hatched {
    border: 1px solid var(--hatch);
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  .whisker {
    position: absolute;
    top: 2px;
    height: 6px;
    border: solid var(--ink);
    border-width: 0 1px;
    background: linear-gradient(var(--ink), var(--ink)) 0 50% / 100% 1px no-repeat;
  }
  .scroller {
    overflow-x: auto;
    /* Room for the chosen row's edge and for focus, which the box would cut. */
    margin: 0 -10px;
    padding: 0 10px;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
`;
