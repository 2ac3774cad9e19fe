import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  figure {
    margin: 0;
  }
  figcaption {
    margin-bottom: 6px;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  figcaption span {
    margin-left: 8px;
    color: var(--ink-3);
  }
  .plot {
    overflow: hidden;
    font-variant-numeric: tabular-nums lining-nums;
  }
  .plot svg {
    display: block;
  }
`;
