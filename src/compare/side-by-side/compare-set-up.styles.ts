import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(300px, 400px);
    gap: 16px 32px;
    padding: 16px var(--margin) 18px;
    border-bottom: 1px solid var(--line);
    background: var(--paper);
  }
  .question {
    min-width: 0;
  }
  .box {
    border: 1px solid var(--line-2);
    border-radius: var(--r3);
    background: var(--surface);
  }
  .box:focus-within {
    border-color: var(--focus);
    outline: 1px solid var(--focus);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 66px;
    max-height: min(36vh, 320px);
    padding: 10px 14px;
    border: 0;
    outline: 0;
    background: none;
    color: var(--ink);
    font: var(--t-body) / 22px var(--ui);
    field-sizing: content;
    resize: none;
    overflow-y: auto;
  }
  textarea:focus-visible {
    outline: 0;
  }
  ::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 16px;
    min-height: 26px;
    padding: 0 14px 8px;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .sources {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-top: 10px;
  }
  fw-example-chips {
    min-width: 0;
  }
  wa-dropdown {
    flex: none;
  }
  .chat {
    display: block;
    max-width: min(360px, 70vw);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .before {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 12px;
    margin: 6px 0 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .segments {
    display: inline-flex;
    margin-top: 6px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    overflow: hidden;
    background: var(--surface);
  }
  .segments:focus-within:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .segments label + label {
    border-left: 1px solid var(--line);
  }
  .segments input {
    position: absolute;
    opacity: 0;
    pointer-events: none;
  }
  .segments span {
    display: block;
    padding: 5px 12px;
    font-size: var(--t-small);
    line-height: 16px;
    cursor: pointer;
    transition: background-color 120ms ease-out;
  }
  .segments span:hover {
    background: var(--sunk);
  }
  .segments :checked + span {
    background: var(--accent-weak);
    color: var(--on-weak);
    font-weight: 600;
  }
  .explanation {
    margin: 8px 0 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .fields {
    display: grid;
    grid-template-columns: 1fr auto;
    align-items: center;
    gap: 6px 12px;
    margin-top: 12px;
    font-size: var(--t-small);
    line-height: 16px;
  }
  .fields input {
    width: 104px;
    min-height: 28px;
    padding: 0 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-base) / 20px var(--ui);
    font-variant-numeric: tabular-nums;
    text-align: right;
    appearance: textfield;
  }
  ::-webkit-inner-spin-button {
    display: none;
  }
  .add {
    margin-top: 6px;
  }
  @media (max-width: 1023px) {
    :host {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @media (max-width: 640px) {
    :host {
      padding: 12px var(--margin);
    }
    textarea {
      padding: 9px 12px;
      /* Safari zooms into fields below 16 px. */
      font-size: 16px;
    }
    #keys {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .foot {
      padding: 0 12px 8px;
    }
    .sources {
      display: block;
    }
    .sources wa-dropdown {
      display: inline-block;
      margin-top: 10px;
    }
    .segments {
      display: flex;
    }
    .segments label {
      flex: 1;
      text-align: center;
    }
    .segments span {
      padding: 14px 8px;
    }
    .fields input {
      min-height: 44px;
      font-size: 16px;
    }
  }
`;
