import { css } from 'lit';

/** Fields of the evidence's forms. */
export const evidenceForm = css`
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  label {
    line-height: 20px;
  }
  input[type='checkbox'] {
    width: 14px;
    height: 14px;
    margin: 0 6px 0 0;
    vertical-align: -2px;
    accent-color: var(--accent);
  }
  select,
  input[type='number'] {
    min-height: var(--control);
    padding: 0 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-base) / 20px var(--ui);
    font-variant-numeric: tabular-nums;
  }
  input[type='number'] {
    width: 84px;
    text-align: right;
  }
  select:disabled,
  input:disabled {
    border-color: var(--line);
    background: var(--sunk);
    color: var(--ink-3);
  }
  .field {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .note {
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  @media (max-width: 640px) {
    select,
    input[type='number'] {
      font-size: 16px;
    }
    input[type='checkbox'] {
      width: 20px;
      height: 20px;
      vertical-align: -5px;
    }
  }
`;
