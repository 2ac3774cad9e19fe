import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  .verdict {
    max-width: 672px;
    margin: 0;
    font-size: var(--t-verdict);
    line-height: 30px;
    text-wrap: pretty;
  }
  b {
    color: var(--accent);
    font-weight: 600;
  }
  .tail {
    color: var(--ink-2);
  }
  .weight {
    position: relative;
    height: 38px;
    margin-top: 18px;
    font-size: var(--t-small);
    line-height: 16px;
  }
  .bar {
    height: 14px;
    border: 1px solid var(--line-2);
    border-radius: var(--r1);
  }
  .bar i {
    display: block;
    width: calc(100% * var(--share));
    height: 12px;
    background: var(--d1);
    animation: grow 180ms ease-out;
    transform-origin: left;
  }
  @keyframes grow {
    from {
      transform: scaleX(0);
    }
  }
  .own,
  .other {
    position: absolute;
    top: 12px;
    padding-top: 10px;
    white-space: nowrap;
  }
  .own::before,
  .other::before {
    content: '';
    position: absolute;
    top: 0;
    right: 0;
    width: 1px;
    height: 9px;
    background: var(--ink);
  }
  .own {
    right: calc(100% - 100% * var(--share));
  }
  .own.after {
    right: auto;
    left: calc(100% * var(--share));
  }
  .own.after::before {
    right: auto;
    left: 0;
  }
  .other {
    right: 0;
    color: var(--ink-3);
  }
  ul {
    max-width: 672px;
    margin: 10px 0 0;
    padding: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
    list-style: none;
  }
  li + li {
    margin-top: 4px;
  }
  @media (max-width: 640px) {
    .verdict {
      font-size: 17px;
      line-height: 24px;
    }
  }
`;
