import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  form {
    display: grid;
    gap: 14px;
    padding: 16px var(--margin);
    background: var(--paper);
  }
  .dropping {
    outline: 2px dashed var(--accent);
    outline-offset: -6px;
  }
  .warning {
    max-width: 672px;
    margin: 0;
    padding-left: 10px;
    border-left: 2px solid var(--hatch);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .levels {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(168px, 1fr));
    gap: 4px 12px;
    margin-top: 4px;
  }
  .levels label {
    white-space: nowrap;
  }
  .fields {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
  }
  .fields select {
    max-width: 240px;
  }
  .details {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 16px;
    margin: 4px 0 0 20px;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .details p {
    flex-basis: 100%;
    max-width: 672px;
    margin: 0;
    color: var(--ink-3);
    line-height: 18px;
  }
  .source {
    overflow-wrap: anywhere;
  }
  .file {
    position: relative;
    overflow: hidden;
    cursor: pointer;
  }
  .file:focus-within {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .file input {
    position: absolute;
    inset: 0;
    opacity: 0;
    cursor: pointer;
  }
  .start {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
  }
  .start p {
    margin: 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  @media (max-width: 640px) {
    .levels label,
    .part > label {
      display: flex;
      align-items: center;
      gap: 6px;
      min-height: 44px;
    }
    .levels {
      grid-template-columns: repeat(auto-fill, minmax(158px, 1fr));
      gap: 0 8px;
    }
    .details {
      margin-left: 0;
    }
  }
`;
