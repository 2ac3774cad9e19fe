import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend:not(.hidden-text) {
    display: block;
    width: 100%;
    padding: 0;
    border-bottom: 1px solid var(--line-2);
  }
  h2 {
    margin: 0;
    padding-bottom: 9px;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  .row {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 4px 12px;
    min-height: 36px;
    padding: 4px 0;
    border-bottom: 1px solid var(--line);
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
    /* Korean would break within the word beside many chips. */
    word-break: keep-all;
  }
  .value {
    color: var(--ink);
    text-align: right;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 4px;
  }
  .chip {
    min-width: 32px;
    min-height: 26px;
    padding: 0 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
    transition: background-color 120ms ease-out;
  }
  .chip:hover:not(:disabled) {
    background: var(--sunk);
  }
  .chip[aria-pressed='true'] {
    border-color: var(--accent);
    background: var(--accent-weak);
    color: var(--on-weak);
    font-weight: 600;
  }
  .chip:disabled:not([aria-pressed='true']) {
    border-color: var(--line);
    background: var(--sunk);
    color: var(--ink-3);
  }
  select,
  input:not([type]) {
    min-height: 28px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-small) / 16px var(--ui);
    font-variant-numeric: tabular-nums;
  }
  select {
    max-width: 180px;
    padding: 0 4px;
  }
  input:not([type]) {
    width: 132px;
    padding: 0 8px;
    text-align: right;
  }
  input[aria-invalid='true'] {
    border-color: var(--fault);
  }
  input[type='checkbox'] {
    width: 16px;
    height: 16px;
    margin: 0;
    accent-color: var(--accent);
  }
  .check {
    cursor: pointer;
  }
  .hint {
    margin: 0;
    padding: 6px 0;
    border-bottom: 1px solid var(--line);
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .row:has(+ .hint) {
    border-bottom: 0;
  }
  .row + .hint {
    padding-top: 0;
  }
  .problems {
    padding: 10px 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 17px;
  }
  .problems p {
    margin: 0 0 4px;
  }
  .problem {
    color: var(--fault);
  }
  .start {
    width: 100%;
  }
  @media (max-width: 640px) {
    .row {
      min-height: 48px;
    }
    .chip {
      min-width: 44px;
      min-height: 44px;
      font-size: var(--t-base);
    }
    select,
    input:not([type]) {
      min-height: 44px;
      font-size: 16px;
    }
    select {
      max-width: 210px;
    }
    input[type='checkbox'] {
      width: 24px;
      height: 24px;
    }
  }
`;
