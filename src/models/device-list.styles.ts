import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 2px 16px;
    font-size: var(--t-small);
    color: var(--ink-2);
  }
  h2 {
    margin: 0;
    color: var(--ink);
    font-size: var(--t-head);
    line-height: 20px;
    font-weight: 600;
  }
  table {
    width: 100%;
    margin-top: 4px;
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
  thead th,
  thead td {
    height: 28px;
    border-bottom: 1px solid var(--line-2);
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  tbody tr {
    border-bottom: 1px solid var(--line);
  }
  tbody tr:last-child {
    border-bottom-color: var(--line-2);
  }
  .figure {
    text-align: right;
    white-space: nowrap;
  }
  .level,
  .used {
    white-space: nowrap;
  }
  .used {
    color: var(--ink-2);
  }
  .action {
    padding-right: 0;
  }
  .bar {
    width: 44%;
  }
  .length {
    display: block;
    height: 10px;
    min-width: 1px;
    border-radius: var(--r1);
    background: var(--d2);
  }
  .chosen .length {
    background: var(--d1);
  }
  .length.hatched {
    border: 1px solid var(--hatch);
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  .chosen > * {
    background: var(--accent-weak);
  }
  .chosen > :first-child {
    box-shadow:
      -8px 0 0 var(--accent-weak),
      -10px 0 0 var(--accent);
  }
  .chosen > :last-child {
    box-shadow: 8px 0 0 var(--accent-weak);
  }
  .chosen .name {
    font-weight: 600;
  }
  .name {
    min-height: 32px;
    padding: 0;
    border: 0;
    background: none;
    text-align: left;
    overflow-wrap: anywhere;
  }
  .name:hover {
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .damage td {
    padding: 6px 0 8px;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .damage wa-icon {
    margin-right: 6px;
    color: var(--fault);
    vertical-align: -2px;
  }
  tfoot td {
    height: 24px;
    vertical-align: top;
  }
  .ruler {
    position: relative;
    height: 6px;
    margin-top: 4px;
    border: solid var(--line-2);
    border-width: 1px 0 0;
    background: repeating-linear-gradient(
      to right,
      var(--line-2) 0 1px,
      transparent 1px calc(25% - 0.25px)
    );
    color: var(--ink-3);
    font-size: var(--t-micro);
    line-height: 16px;
  }
  .ruler span {
    position: absolute;
    top: 5px;
    transform: translateX(-50%);
    white-space: nowrap;
  }
  .ruler span:first-child {
    transform: none;
  }
  .ruler span:last-child {
    transform: translateX(-100%);
  }
  .unit {
    display: none;
  }
  @media (max-width: 640px) {
    .unit {
      display: inline;
    }
    table,
    tbody {
      display: block;
    }
    thead,
    tfoot {
      display: none;
    }
    tbody {
      border-top: 1px solid var(--line-2);
    }
    tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto auto;
      align-items: center;
      column-gap: 12px;
      padding: 4px 0 10px;
    }
    tbody tr > * {
      height: auto;
      padding: 0;
    }
    tbody tr > th {
      grid-column: 1;
    }
    tbody .bar {
      grid-column: 1 / -1;
      grid-row: 2;
      width: auto;
    }
    tbody .used {
      grid-column: 1 / 3;
      grid-row: 3;
      font-size: var(--t-small);
    }
    tbody .action {
      grid-column: 3;
      grid-row: 3;
    }
    tbody tr.damage {
      display: block;
    }
    .name {
      min-height: 44px;
    }
    .chosen > * {
      background: none;
    }
    .chosen > :first-child,
    .chosen > :last-child {
      box-shadow: none;
    }
    tr.chosen {
      margin: 0 -8px;
      padding-right: 8px;
      padding-left: 8px;
      border-left: 2px solid var(--accent);
      background: var(--accent-weak);
    }
  }
`;
