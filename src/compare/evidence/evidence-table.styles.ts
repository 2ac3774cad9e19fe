import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  /* The chosen row hangs out on both sides, which a box that scrolls would cut. */
  .scroll {
    position: relative;
    margin: 0 -10px;
    padding: 0 10px;
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
    height: 32px;
    padding: 0 0 0 14px;
    border-bottom: 1px solid var(--line);
    font-weight: 400;
    text-align: right;
    white-space: nowrap;
  }
  tr > :first-child {
    padding-left: 0;
    text-align: left;
  }
  .text {
    text-align: left;
  }
  thead th,
  thead td {
    border-bottom-color: var(--line-2);
  }
  tbody tr:last-child > * {
    border-bottom-color: var(--line-2);
  }
  thead button {
    display: inline-flex;
    align-items: baseline;
    padding: 2px 0;
    border: 0;
    background: none;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
    white-space: nowrap;
  }
  thead button:hover {
    color: var(--ink);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .sorted button {
    color: var(--ink);
    font-weight: 600;
  }
  thead svg {
    align-self: center;
    width: 6px;
    height: 5px;
    margin-right: 5px;
    fill: var(--accent);
  }
  .descending {
    transform: scaleY(-1);
  }
  .unit {
    white-space: pre;
  }
  .bar {
    width: 84px;
    min-width: 52px;
    padding-left: 12px;
    text-align: left;
  }
  .bar i {
    display: block;
    height: 10px;
    border-radius: var(--r1);
    background: var(--d2);
  }
  .error,
  .note {
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  .none {
    color: var(--ink-3);
  }
  .standing {
    color: var(--ink-2);
  }
  tbody th .icon {
    position: absolute;
    top: 6px;
    right: -6px;
    visibility: hidden;
    width: 20px;
    height: 20px;
  }
  tbody tr:hover .icon,
  tbody .icon:focus-visible {
    visibility: visible;
  }
  .chosen > * {
    background: var(--accent-weak);
  }
  tbody th {
    position: relative;
    padding-right: 14px;
  }
  .chosen > th {
    font-weight: 600;
  }
  .chosen > th::before {
    content: '';
    position: absolute;
    top: 0;
    bottom: 0;
    left: -10px;
    width: 8px;
    border-left: 2px solid var(--accent);
    background: var(--accent-weak);
  }
  .chosen > :last-child {
    box-shadow: 8px 0 0 var(--accent-weak);
  }
  .chosen .error,
  .chosen .note,
  .chosen .none {
    color: var(--ink-2);
  }
  .chosen .standing {
    color: var(--ink);
  }
  .chosen .bar i {
    background: var(--d1);
  }
  .failed td {
    height: auto;
    padding: 0 0 6px;
    border-bottom: 1px solid var(--line);
    color: var(--fault);
    font-size: var(--t-small);
    text-align: left;
    white-space: normal;
  }
  .failed p {
    margin: 0;
  }
  ::slotted(button) {
    margin-left: auto;
  }
  .actions {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin-top: 6px;
  }
  @media (hover: none) {
    tbody th .icon {
      visibility: visible;
    }
  }
  @media (max-width: 640px) {
    tbody th,
    thead tr > :first-child {
      position: sticky;
      z-index: 1;
      left: 0;
      background: var(--surface);
      box-shadow: -10px 0 0 var(--surface);
    }
    .chosen > th {
      background: var(--accent-weak);
      box-shadow: -10px 0 0 var(--accent-weak);
    }
    thead button {
      min-height: 44px;
      align-items: center;
    }
    tbody th .icon {
      width: 44px;
      height: 32px;
    }
  }
`;
