import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .chips {
    display: flex;
    gap: 6px;
    /* Room for the focus ring inside the scrolling box. */
    margin: -3px;
    padding: 3px;
    overflow-x: auto;
    scrollbar-width: none;
  }
  button {
    position: relative;
    flex: none;
    height: 26px;
    padding: 0 10px;
    border: 1px solid var(--line);
    border-radius: 13px;
    background: none;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
    transition: background-color 120ms ease-out;
  }
  button:hover {
    border-color: var(--line-2);
    background: var(--sunk);
    color: var(--ink);
  }
  @media (max-width: 640px) {
    .chips {
      margin: -3px calc(-1 * var(--margin));
      padding: 4px var(--margin);
    }
    button {
      height: 36px;
      padding: 0 13px;
      border-radius: 18px;
    }
    button::after {
      content: '';
      position: absolute;
      inset: -5px 0;
    }
  }
`;
