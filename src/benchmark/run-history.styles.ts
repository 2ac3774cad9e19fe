import { css } from 'lit';
import { tableStyles } from './table.styles.ts';

export const styles = css`
  :host {
    display: block;
  }
  ${tableStyles}
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 20px;
  }
  .title h2 {
    margin: 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  .actions {
    display: flex;
    gap: 20px;
  }
  .import {
    cursor: pointer;
  }
  .import:focus-within {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .message,
  .warning,
  .none {
    max-width: var(--measure);
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .warning {
    margin: 6px 0;
    padding-left: 12px;
    border-left: 2px solid var(--fault);
  }
  .none {
    padding-top: 8px;
  }
  .pick {
    width: 1%;
  }
  input[type='checkbox'] {
    display: block;
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  .when {
    min-height: 24px;
    padding: 0;
    border: 0;
    border-radius: var(--r2);
    background: none;
    color: var(--accent);
    text-align: start;
  }
  .when:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .current th {
    font-weight: 600;
  }
  .remark {
    display: block;
    margin-top: -4px;
    padding-bottom: 4px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
    font-weight: 400;
  }
  .engine,
  .levels,
  .against {
    color: var(--ink-2);
  }
  .test {
    display: inline-block;
    min-width: 38px;
    margin-left: 4px;
    color: var(--ink-3);
    font-size: var(--t-small);
    text-align: left;
  }
  .bar {
    width: 18%;
    min-width: 72px;
  }
  .delete {
    width: 1%;
  }
  @media (max-width: 640px) {
    .actions .quiet {
      min-height: 44px;
    }
    table,
    tbody {
      display: block;
    }
    thead {
      display: none;
    }
    tbody tr {
      display: grid;
      grid-template-columns: 44px minmax(0, 1fr) auto 44px;
      gap: 0 8px;
      align-items: center;
      padding: 6px 0;
    }
    tbody th,
    tbody td {
      width: auto;
      height: auto;
      padding: 0;
    }
    .pick {
      grid-row: 1 / 4;
    }
    .pick input {
      width: 24px;
      height: 24px;
      margin: 10px;
    }
    .when {
      min-height: 30px;
    }
    .delete {
      grid-column: 4;
      grid-row: 1 / 4;
    }
    tbody th {
      grid-column: 2;
      grid-row: 1;
      white-space: normal;
    }
    .levels,
    .engine {
      grid-column: 2;
      font-size: var(--t-small);
      line-height: 18px;
      white-space: normal;
    }
    .levels {
      grid-row: 2;
    }
    .engine {
      grid-row: 3;
    }
    tbody td.figure {
      grid-column: 3;
      grid-row: 2;
    }
    tbody td.figure + td.figure {
      grid-row: 1;
    }
    tbody .bar {
      grid-column: 2 / 4;
      grid-row: 4;
      padding: 4px 0;
    }
    .against {
      grid-column: 2 / 4;
      grid-row: 5;
      font-size: var(--t-small);
    }
    .against:empty {
      display: none;
    }
    .test {
      min-width: 0;
    }
  }
`;
