import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 26px;
  }
  h2 {
    margin: 0;
    font-size: var(--t-base);
    font-weight: 600;
    line-height: 20px;
  }
  select {
    min-height: 26px;
    max-width: 168px;
    field-sizing: content;
    margin-left: -4px;
    padding: 0 0 0 4px;
    border: 1px solid transparent;
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }
  select:hover {
    border-color: var(--line-2);
  }
  .switch {
    display: flex;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
  }
  .switch button {
    min-height: 24px;
    padding: 0 7px;
    border: 0;
    border-left: 1px solid var(--line);
    background: none;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
    white-space: nowrap;
  }
  .switch button:first-child {
    border-left: 0;
  }
  .switch button:hover:not(:disabled) {
    background: var(--sunk);
  }
  .switch button[aria-pressed='true'] {
    background: var(--accent-weak);
    color: var(--on-weak);
    font-weight: 600;
  }
  .switch button:disabled {
    background: var(--sunk);
    color: var(--ink-3);
  }
  .plot {
    position: relative;
    min-height: 426px;
    margin-top: 8px;
  }
  svg {
    display: block;
  }
  .point {
    outline: none;
    cursor: default;
  }
  .ring {
    visibility: hidden;
  }
  .point:focus-visible .ring {
    visibility: visible;
  }
  .account {
    position: absolute;
    z-index: 1;
    padding: 8px 12px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .account b {
    font-weight: 600;
  }
  dl {
    margin: 2px 0 0;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
  }
  dt {
    color: var(--ink-3);
  }
  dd {
    margin: 0;
    text-align: right;
  }
  .legend {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
    gap: 2px 16px;
    margin: 6px 0 0;
    padding: 0;
    color: var(--ink);
    font-size: var(--t-small);
    line-height: 18px;
    list-style: none;
    counter-reset: point;
  }
  .legend li {
    counter-increment: point;
  }
  .legend li::before {
    display: inline-block;
    min-width: 20px;
    color: var(--ink-2);
    content: counter(point);
  }
  .legend .chosen {
    font-weight: 600;
  }
  .legend span {
    color: var(--ink-3);
    font-weight: 400;
  }
  .caption,
  .empty {
    margin: 10px 0 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .empty {
    display: grid;
    place-items: center;
    min-height: 240px;
    margin: 0;
    border-bottom: 1px solid var(--line-2);
  }
  @media (max-width: 640px) {
    .plot {
      min-height: 236px;
    }
    .switch {
      width: 100%;
    }
    .switch button {
      flex: 1;
      min-height: 44px;
      padding: 0 4px;
      white-space: normal;
    }
    select {
      min-height: 44px;
      font-size: 16px;
    }
  }
`;
