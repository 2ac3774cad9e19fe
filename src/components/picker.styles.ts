import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    align-items: center;
    gap: 20px;
    min-width: 0;
  }
  .box {
    display: flex;
    flex: none;
    height: 36px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
  }
  .part:not(:first-child) {
    border-left: 1px solid var(--line);
  }
  .cell {
    display: flex;
    align-items: center;
    gap: 8px;
    height: 34px;
    padding: 0 10px;
    border: 0;
    background: none;
    white-space: nowrap;
    transition: background-color 120ms ease-out;
  }
  .part:first-child .cell {
    border-radius: 3px 0 0 3px;
  }
  .part:last-child .cell {
    border-radius: 0 3px 3px 0;
  }
  .cell:hover {
    background: var(--sunk);
  }
  .cell wa-icon {
    color: var(--ink-3);
    font-size: 12px;
  }
  .cell .bytes {
    color: var(--ink-3);
    font-size: var(--t-small);
  }
  .short {
    display: none;
  }
  .reason {
    max-width: 440px;
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .inline {
    min-height: 0;
  }
  .group {
    margin: 0;
    padding: 6px 12px 2px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  @media (max-width: 1023px) {
    :host {
      flex-wrap: wrap;
      gap: 4px 16px;
    }
  }
  @media (max-width: 640px) {
    :host {
      display: block;
    }
    .box {
      height: 40px;
    }
    .part {
      flex: 1 1 auto;
    }
    .cell {
      position: relative;
      justify-content: space-between;
      width: 100%;
      height: 38px;
    }
    .cell::after {
      content: '';
      position: absolute;
      inset: -3px 0;
    }
    .long,
    .cell .bytes {
      display: none;
    }
    .short {
      display: inline;
    }
    .reason {
      margin-top: 6px;
    }
    .threads {
      display: none;
    }
  }
`;
