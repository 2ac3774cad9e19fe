import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    font-size: var(--t-small);
    line-height: 16px;
  }
  h3 {
    display: flex;
    justify-content: space-between;
    margin: 0;
    font-size: var(--t-small);
    font-weight: 600;
  }
  .chart {
    position: relative;
    height: calc(75px + 14px * var(--rows));
    padding-top: calc(18px + 14px * var(--rows));
    margin-top: 8px;
    border-bottom: 1px solid var(--line-2);
  }
  .bins {
    display: flex;
    align-items: flex-end;
    gap: 1px;
    height: 100%;
  }
  .bins span {
    flex: 1;
    background: var(--d2);
  }
  .bins .some {
    min-height: 2px;
  }
  .mark {
    position: absolute;
    top: calc(14px * var(--row));
    bottom: 0;
    width: 1px;
    background: var(--d1);
    font-size: var(--t-micro);
    line-height: 12px;
    white-space: nowrap;
  }
  .mark span {
    position: absolute;
    z-index: 1;
    top: -1px;
    padding: 0 2px;
    background: var(--paper);
    color: var(--ink-2);
  }
  .mark b {
    font-weight: 600;
    color: var(--ink);
  }
  .after {
    left: 3px;
  }
  .before {
    right: 3px;
  }
  .axis {
    position: relative;
    height: 18px;
    color: var(--ink-2);
    font-size: 10px;
    line-height: 12px;
  }
  .axis span {
    position: absolute;
    top: 0;
    padding-top: 5px;
    transform: translateX(-50%);
    white-space: nowrap;
  }
  .axis span::before {
    content: '';
    position: absolute;
    top: 0;
    left: 50%;
    width: 1px;
    height: 4px;
    background: var(--line-2);
  }
  .axis .first {
    transform: none;
  }
  .axis .first::before {
    left: 0;
  }
  .axis .last {
    transform: translateX(-100%);
  }
  .axis .last::before {
    left: auto;
    right: 0;
  }
  p {
    margin: var(--s2) 0 0;
    color: var(--ink-3);
  }
`;
