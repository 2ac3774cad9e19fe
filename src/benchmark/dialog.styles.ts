import { css } from 'lit';

export const dialogStyles = css`
  dialog {
    width: min(440px, calc(100vw - 24px));
    max-height: calc(100dvh - 24px);
    padding: 20px 24px;
    border: 1px solid var(--line-2);
    border-radius: var(--r3);
    background: var(--surface);
    color: var(--ink);
    font-size: var(--t-base);
    line-height: 20px;
  }
  dialog::backdrop {
    background: color-mix(in srgb, var(--scrim) 45%, transparent);
  }
  dialog h2 {
    margin: 0 0 6px;
    font-size: var(--t-head);
    line-height: 20px;
    font-weight: 600;
  }
  dialog p {
    margin: 0;
    color: var(--ink-2);
  }
  dialog .buttons {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 16px;
  }
  .button.danger {
    border-color: var(--fault);
    color: var(--fault);
  }
`;
