import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    border: 1px solid var(--line-2);
    border-radius: var(--r3);
    background: var(--surface);
  }
  :host(:focus-within) {
    border-color: var(--focus);
    outline: 1px solid var(--focus);
  }
  textarea {
    display: block;
    width: 100%;
    min-height: 44px;
    max-height: min(40vh, 320px);
    padding: 11px 14px;
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
  textarea::placeholder {
    color: var(--ink-3);
    opacity: 1;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 16px;
    min-height: 42px;
    padding: 0 10px 10px 14px;
  }
  .keys {
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .act {
    margin-left: auto;
    padding: 0 14px 0 12px;
  }
  .act wa-icon {
    font-size: 14px;
  }
  .stop wa-icon {
    font-size: 10px;
  }
  @media (max-width: 640px) {
    textarea {
      /* Safari zooms into fields below 16 px. */
      font-size: 16px;
    }
    .keys {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .label {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .act {
      width: 44px;
      padding: 0;
    }
    .foot {
      padding: 0 8px 8px 12px;
    }
    textarea {
      padding: 9px 12px;
    }
  }
`;
