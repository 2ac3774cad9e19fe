import { css } from 'lit';
import { tableStyles } from './table.styles.ts';

export const styles = css`
  :host {
    display: block;
  }
  ${tableStyles}
  .engine {
    color: var(--ink-2);
  }
  .median {
    color: var(--ink-2);
  }
  .measuring {
    background: var(--accent-weak);
    box-shadow:
      -8px 0 var(--accent-weak),
      8px 0 var(--accent-weak),
      -10px 0 var(--accent);
  }
  .measuring th {
    font-weight: 600;
  }
  .measuring .engine,
  .measuring .pending {
    color: var(--ink-2);
  }
  .pending {
    color: var(--ink-3);
  }
  .reason {
    padding: 6px 0;
    white-space: normal;
    color: var(--ink-2);
  }
  .reason b {
    color: var(--fault);
    font-weight: 600;
  }
  .advice {
    color: var(--ink-3);
  }
  .share {
    width: 160px;
  }
  .gauge {
    display: inline-block;
    width: 64px;
    height: 10px;
    margin-right: 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r1);
    vertical-align: -1px;
    overflow: hidden;
  }
  .gauge span {
    display: block;
    height: 100%;
    background: var(--d2);
  }
  .ruler {
    position: relative;
    height: 24px;
    margin-top: 4px;
    border-top: 1px solid var(--line-2);
    color: var(--ink-3);
    font-size: var(--t-micro);
    line-height: 16px;
  }
  .ruler span {
    position: absolute;
    top: 0;
    padding-top: 5px;
    transform: translateX(-50%);
  }
  .ruler span::before {
    content: '';
    position: absolute;
    top: 0;
    left: 50%;
    width: 1px;
    height: 5px;
    background: var(--line-2);
  }
  .ruler .first {
    transform: none;
  }
  .ruler .first::before {
    left: 0;
  }
  .ruler .last {
    left: auto !important;
    right: 0;
    transform: none;
  }
  .ruler .last::before {
    left: auto;
    right: 0;
  }
  tfoot td {
    height: auto;
    vertical-align: top;
  }
  @media (max-width: 640px) {
    /* A row is a small block: what was tested, its figures, and the bar beneath. */
    table,
    tbody,
    tfoot {
      display: block;
    }
    thead,
    tfoot {
      display: none;
    }
    tbody tr {
      display: grid;
      grid-template-columns: auto 1fr auto;
      gap: 0 8px;
      padding: 8px 0;
    }
    tbody th,
    tbody td,
    .reason {
      height: auto;
      padding: 0;
    }
    tbody th {
      font-weight: 600;
    }
    tbody td:nth-child(2) {
      display: none;
    }
    tbody td.engine {
      grid-column: 2;
      grid-row: 1;
    }
    tbody td:nth-child(4) {
      grid-column: 1 / 3;
      grid-row: 2;
    }
    tbody td.rate,
    tbody td.pending {
      grid-column: 3;
      grid-row: 1;
    }
    tbody td.median,
    tbody td.no-token {
      display: none;
    }
    tbody td.first-token {
      grid-column: 3;
      grid-row: 2;
    }
    td.first-token::before {
      content: attr(data-label) ' ';
      color: var(--ink-3);
      font-size: var(--t-small);
    }
    tbody td.share {
      grid-column: 3;
      grid-row: 2;
      width: auto;
      font-size: var(--t-small);
    }
    tbody td.bar {
      grid-column: 1 / -1;
      width: auto;
      padding-top: 4px;
    }
    tbody td.reason {
      grid-column: 1 / -1;
    }
    tbody td[colspan]:empty {
      display: none;
    }
    .gauge {
      width: 48px;
    }
  }
`;
