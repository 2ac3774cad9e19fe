import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    align-items: center;
    gap: 11px;
    min-width: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .ruler {
    flex: 0 1 160px;
    min-width: 64px;
  }
  .track {
    height: 4px;
    background: var(--sunk);
  }
  .track span {
    display: block;
    height: 100%;
    background: var(--d1);
  }
  .over .track {
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  .over .track span {
    opacity: 0.55;
  }
  svg {
    display: block;
    width: 100%;
    height: 6px;
    margin-top: 1px;
    fill: var(--line-2);
  }
  .words {
    white-space: nowrap;
  }
`;
