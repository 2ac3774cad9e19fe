import { css } from 'lit';

export const styles = css`
  dialog {
    width: min(880px, calc(100vw - 24px));
  }
  img {
    display: block;
    width: 100%;
    height: auto;
    border: 1px solid var(--line);
    border-radius: var(--r2);
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
    margin: 4px 0 12px;
  }
  label {
    display: flex;
    align-items: center;
    gap: 8px;
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  select {
    min-height: var(--control);
    padding: 0 8px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-base) / 20px var(--ui);
  }
  dialog .note {
    margin-top: 8px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  @media (max-width: 640px) {
    dialog {
      padding: 16px 12px;
    }
    select {
      font-size: 16px;
    }
    .buttons .button {
      flex: 1;
    }
  }
`;
