import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .head {
    display: flex;
    align-items: center;
    gap: 2px;
    min-height: 26px;
  }
  .pick {
    position: relative;
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 26px;
    padding: 0 4px;
    border: 0;
    border-radius: var(--r2);
    background: none;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 20px;
    white-space: nowrap;
    transition: background-color 120ms ease-out;
  }
  .pick.level {
    margin-left: -4px;
    color: var(--ink);
    font-size: var(--t-head);
    font-weight: 600;
  }
  .pick:hover:not(:disabled) {
    background: var(--sunk);
  }
  .pick wa-icon {
    color: var(--ink-3);
    font-size: 12px;
  }
  .pick:disabled wa-icon {
    visibility: hidden;
  }
  .head .model {
    flex: 0 1 auto;
    min-width: 0;
  }
  .model .pick {
    max-width: 100%;
    padding-left: 0;
    color: var(--ink);
  }
  .short-name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .bytes {
    margin-left: auto;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
    white-space: nowrap;
  }
  .head > :last-child {
    margin: 0 -6px 0 2px;
  }
  .bar {
    height: 10px;
    margin-top: 4px;
  }
  .bar span {
    display: block;
    height: 100%;
    border-radius: var(--r1);
    background: var(--d2);
    transition: width 180ms ease-out;
  }
  .bar.chosen span {
    background: var(--d1);
  }
  .below {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 26px;
    margin: 1px -6px 0 0;
    color: var(--ink-2);
  }
  .note {
    margin: 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  fw-variant-outcome {
    margin-top: 5px;
  }
  @media (max-width: 640px) {
    .pick {
      min-height: 44px;
    }
    .bar {
      margin-top: 0;
    }
    .below {
      min-height: 32px;
      margin: 0 -14px -6px 0;
    }
    .below fw-copy-button {
      margin: -6px 0;
    }
    fw-variant-outcome {
      margin-top: 8px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar span {
      transition: none;
    }
  }
`;
