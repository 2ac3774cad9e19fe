import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    font-size: var(--t-small);
    line-height: 16px;
    container-type: inline-size;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    min-height: 26px;
    color: var(--ink-2);
  }
  .readout {
    white-space: nowrap;
  }
  .readout b {
    font-weight: 600;
    color: var(--ink);
  }
  .readout:has(+ .readout) {
    margin-right: 12px;
    padding-right: 12px;
    background: linear-gradient(var(--line-2), var(--line-2)) right 3px / 1px 10px no-repeat;
  }
  .readout + .quiet {
    margin-left: 16px;
  }
  slot {
    display: block;
    margin-left: auto;
  }
  .full {
    margin-top: var(--s2);
    border: 1px solid var(--line);
    border-radius: var(--r3);
    background: var(--paper);
  }
  .parts {
    display: grid;
    grid-template-columns: repeat(3, 1fr);
  }
  .parts > * {
    padding: 10px 16px 12px;
    min-width: 0;
  }
  .parts > * + * {
    border-left: 1px solid var(--line);
  }
  .details {
    columns: 3;
    column-gap: 32px;
    padding: 12px 16px 4px;
    border-top: 1px solid var(--line);
    line-height: 18px;
  }
  p {
    margin: 0;
    padding: 8px 16px;
    border-top: 1px solid var(--line);
    color: var(--ink-2);
  }
  section {
    break-inside: avoid;
    padding-bottom: 10px;
  }
  h3 {
    margin: 0 0 2px;
    font-size: var(--t-small);
    font-weight: 600;
  }
  dl {
    margin: 0;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: var(--s3);
  }
  .missing {
    flex-wrap: wrap;
    gap: 0 var(--s3);
  }
  dt {
    color: var(--ink-2);
  }
  dd {
    margin: 0;
    text-align: right;
    overflow-wrap: anywhere;
  }
  .missing dd {
    margin-left: auto;
    color: var(--ink-3);
  }
  @container (max-width: 760px) {
    .details {
      columns: 2;
    }
  }
  @container (max-width: 560px) {
    .parts {
      grid-template-columns: 1fr;
    }
    .parts > * {
      padding: 12px;
    }
    .parts > * + * {
      border-left: 0;
      border-top: 1px solid var(--line);
    }
    .details {
      columns: 1;
      padding: 12px 12px 2px;
    }
    .line .quiet {
      margin-left: auto;
    }
    .full {
      margin-top: 8px;
    }
  }
  @container (max-width: 330px) {
    .line .quiet {
      flex: 1 0 100%;
      margin-left: 0;
    }
  }
  @media (max-width: 640px) {
    .line .quiet {
      margin: -9px 0 -9px auto;
    }
    slot {
      flex: 1 0 100%;
      margin: -4px 0 -12px -14px;
    }
  }
`;
