import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  section {
    padding: 14px 0;
    border-bottom: 1px solid var(--line);
  }
  section:first-child {
    padding-top: 0;
  }
  section:last-child {
    border-bottom: 0;
  }
  h3,
  b {
    margin: 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  .title {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
  }
  label {
    display: block;
  }
  .row {
    position: relative;
    padding-top: 8px;
  }
  wa-slider {
    --track-size: 4px;
    --thumb-width: 14px;
    --thumb-height: 14px;
    width: 100%;
  }
  wa-slider::part(label) {
    font-size: var(--t-base);
  }
  wa-slider::part(hint) {
    font-size: var(--t-small);
  }
  wa-slider::part(track) {
    border-radius: 0;
    background: var(--sunk);
  }
  wa-slider::part(thumb) {
    border: 1px solid var(--accent);
    border-radius: var(--r1);
    background: var(--surface);
  }
  output {
    position: absolute;
    top: 8px;
    right: 0;
    line-height: 20px;
  }
  .changed {
    font-weight: 600;
  }
  .field {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: var(--control);
    padding-top: 8px;
  }
  input,
  select,
  textarea {
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-base) / 20px var(--ui);
    font-variant-numeric: tabular-nums;
  }
  input,
  select {
    min-height: var(--control);
    padding: 0 8px;
  }
  input {
    width: 128px;
    text-align: right;
  }
  input[type='checkbox'] {
    width: 20px;
    min-height: 20px;
    margin: 0;
    accent-color: var(--accent);
  }
  select {
    max-width: 220px;
  }
  ::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  textarea {
    display: block;
    width: 100%;
    margin-top: 6px;
    padding: 6px 10px;
    field-sizing: content;
    min-height: 52px;
    max-height: 200px;
    resize: vertical;
  }
  .field + label {
    margin-top: 10px;
  }
  .hint {
    margin: 6px 0 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  @media (max-width: 640px) {
    wa-slider {
      --thumb-width: 24px;
      --thumb-height: 24px;
    }
    wa-slider::part(hint) {
      margin-top: 10px;
    }
    input,
    select,
    textarea {
      font-size: 16px;
    }
  }
`;
