import { css } from 'lit';

/** Buttons, focus and screen-reader text, shared by every element that draws controls. */
export const controls = css`
  :host {
    box-sizing: border-box;
    font: inherit;
    color: var(--ink);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
    cursor: pointer;
  }
  button:disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: var(--control, 32px);
    padding: 0 12px;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: transparent;
    color: var(--ink);
    font-size: var(--t-base);
    line-height: 20px;
    white-space: nowrap;
    transition: background-color 120ms ease-out;
  }
  .button:hover:not(:disabled) {
    background: var(--sunk);
  }
  .button:disabled {
    background: var(--sunk);
    border-color: var(--line);
    color: var(--ink-3);
  }
  .button.primary:not(:disabled) {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 88%, var(--ink));
  }
  .button.small {
    min-height: 26px;
    padding: 0 8px;
    font-size: var(--t-small);
  }
  .quiet {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-height: 26px;
    padding: 0;
    border: 0;
    border-radius: var(--r2);
    background: none;
    color: var(--accent);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .quiet:hover:not(:disabled) {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .quiet:disabled {
    color: var(--ink-3);
  }
  .icon {
    display: inline-grid;
    place-items: center;
    width: 32px;
    height: 32px;
    padding: 0;
    border: 0;
    border-radius: var(--r2);
    background: none;
    color: var(--ink-2);
    font-size: 16px;
    transition: background-color 120ms ease-out;
  }
  .icon:hover:not(:disabled) {
    background: var(--sunk);
    color: var(--ink);
  }
  .icon:disabled {
    color: var(--line-2);
  }
  .icon.small {
    width: 26px;
    height: 26px;
    font-size: 14px;
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (max-width: 640px) {
    .button.small,
    .quiet {
      min-height: 44px;
    }
    .icon,
    .icon.small {
      width: 44px;
      height: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
