import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 24px;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .name {
    flex: 1;
    min-width: 0;
  }
  output {
    color: var(--ink);
    font-size: var(--t-base);
    font-weight: 600;
    white-space: nowrap;
  }
  /* Positions are measured between the first and the last tick, half a needle inside. */
  .ruler {
    --inset: 5px;
    position: relative;
    height: 44px;
  }
  .track {
    position: absolute;
    top: 13px;
    right: var(--inset);
    left: var(--inset);
    height: 5px;
    border: 1px solid var(--line-2);
    background: var(--sunk);
  }
  .track i {
    position: absolute;
    top: -1px;
    bottom: -1px;
    background: var(--d1);
  }
  .below {
    left: -1px;
    width: calc(100% * var(--at));
  }
  .above {
    right: -1px;
    width: calc(100% * (1 - var(--at)));
  }
  .needle {
    position: absolute;
    z-index: 1;
    top: 2px;
    left: calc(var(--inset) + (100% - 2 * var(--inset)) * var(--at) - 7px);
    width: 14px;
    height: 16px;
    fill: var(--surface);
    stroke: var(--accent);
    stroke-width: 1.5;
    pointer-events: none;
  }
  input {
    position: absolute;
    z-index: 2;
    top: -8px;
    left: calc(var(--inset) - 22px);
    width: calc(100% - 2 * var(--inset) + 44px);
    height: 44px;
    margin: 0;
    appearance: none;
    background: none;
    cursor: pointer;
  }
  /* As wide as the ruler reaches beyond its ends, so that the drawn needle is under it. */
  input::-webkit-slider-thumb {
    appearance: none;
    width: 44px;
    height: 44px;
    background: transparent;
  }
  input::-moz-range-thumb {
    width: 44px;
    height: 44px;
    border: 0;
    background: transparent;
  }
  input:focus-visible {
    outline: none;
  }
  .ruler:has(input:focus-visible) .needle {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .ticks {
    position: absolute;
    top: 20px;
    right: var(--inset);
    left: var(--inset);
    height: 24px;
    color: var(--ink-2);
    font-size: var(--t-micro);
    line-height: 14px;
  }
  .ticks span {
    position: absolute;
    left: calc(100% * var(--tick));
    padding-top: 8px;
    transform: translateX(-50%);
    white-space: nowrap;
  }
  .ticks span::before {
    content: '';
    position: absolute;
    top: 0;
    left: 50%;
    width: 1px;
    height: 3px;
    background: var(--line-2);
  }
  .ticks .tall::before {
    height: 6px;
  }
  .ticks .first {
    margin-left: -5px;
    transform: none;
  }
  .ticks .first::before {
    left: 5px;
  }
  .ticks .last {
    margin-left: 5px;
    transform: translateX(-100%);
  }
  .ticks .last::before {
    right: 5px;
    left: auto;
  }
`;
