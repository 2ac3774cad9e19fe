import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-width: var(--measure);
    margin-bottom: 4px;
  }
  .quiet {
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .text {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px;
    max-height: 50vh;
    margin: 2px 0 6px;
    padding: 2px 0 2px 12px;
    border-left: 2px solid var(--line-2);
    overflow-y: auto;
  }
  .text[hidden] {
    display: none;
  }
  .words {
    min-width: 0;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 20px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  fw-copy-button {
    position: sticky;
    top: 0;
    flex: none;
  }
`;
