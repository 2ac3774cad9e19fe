import { css } from 'lit';

/** Headings, lists of figures, bars and notes that the panels of this screen share. */
export const panelStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  h2,
  h3 {
    margin: 0;
    font-size: var(--t-head);
    line-height: 20px;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  h3 {
    font-size: var(--t-base);
  }
  h2 span,
  h3 span {
    color: var(--ink-2);
    font-weight: 400;
  }
  p {
    margin: 0;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 16px;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .title h2 {
    color: var(--ink);
  }
  .note {
    max-width: var(--measure);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  dl {
    margin: 0;
    font-size: var(--t-small);
    line-height: 16px;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding: 5px 0;
    border-bottom: 1px solid var(--line);
  }
  dt {
    flex: none;
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  dd {
    margin: 0;
    text-align: right;
    overflow-wrap: anywhere;
  }
  .track {
    height: 10px;
    border: 1px solid var(--line-2);
    border-radius: var(--r1);
    overflow: hidden;
  }
  .track span {
    display: block;
    height: 100%;
    background: var(--d1);
  }
  .hatched,
  .track .hatched {
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .problem {
    color: var(--fault);
    font-size: var(--t-small);
    line-height: 18px;
  }
  input[type='text'],
  input[type='url'],
  select {
    min-height: var(--control);
    min-width: 0;
    padding: 0 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-size: var(--t-base);
  }
  .scroller {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--t-base);
    line-height: 20px;
  }
  th,
  td {
    height: 36px;
    padding: 0 16px 0 0;
    text-align: left;
    font-weight: 400;
  }
  th:last-child,
  td:last-child {
    padding-right: 0;
  }
  thead th,
  thead .head {
    height: 28px;
    border-bottom: 1px solid var(--line-2);
    color: var(--ink-3);
    font-size: var(--t-small);
    white-space: nowrap;
  }
  tbody tr {
    border-bottom: 1px solid var(--line);
  }
  .figure {
    text-align: right;
    white-space: nowrap;
  }
`;
