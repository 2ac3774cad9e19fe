import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    font-size: var(--t-small);
    line-height: 18px;
  }
  * {
    box-sizing: border-box;
  }
  h3 {
    display: flex;
    justify-content: space-between;
    gap: var(--s3);
    margin: 0 0 8px;
    font-size: var(--t-small);
    line-height: 16px;
    font-weight: 600;
  }
  .bar {
    display: flex;
    gap: 1px;
    height: 10px;
    margin-bottom: 9px;
    overflow: hidden;
    border-radius: var(--r1);
  }
  .bar span {
    flex-basis: 0;
    min-width: 1px;
    height: 100%;
  }
  .d1 {
    background: var(--d1);
  }
  .d2 {
    background: var(--d2);
  }
  .d3 {
    background: var(--d3);
  }
  .d4 {
    background: var(--d4);
  }
  .hatch {
    border: 1px solid var(--hatch);
    border-radius: var(--r1);
    background: repeating-linear-gradient(135deg, var(--hatch) 0 1px, transparent 1px 4px);
  }
  dl {
    margin: 0;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: var(--s3);
  }
  dt {
    display: flex;
    align-items: baseline;
    min-width: 0;
    color: var(--ink-2);
  }
  dd {
    margin: 0;
    white-space: nowrap;
  }
  .key {
    flex: none;
    width: 9px;
    height: 9px;
    margin-right: 8px;
    border-radius: var(--r1);
  }
  p {
    margin: var(--s2) 0 0;
    color: var(--ink-3);
  }
`;
