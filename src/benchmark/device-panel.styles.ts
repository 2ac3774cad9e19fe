import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  h2 {
    margin: 0;
    padding-bottom: 9px;
    border-bottom: 1px solid var(--line-2);
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  dl {
    margin: 0;
    font-size: var(--t-small);
    line-height: 16px;
  }
  dl div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding: 5px 0;
    border-bottom: 1px solid var(--line);
  }
  dt {
    flex: none;
    color: var(--ink-3);
  }
  dd {
    margin: 0;
    text-align: right;
    overflow-wrap: anywhere;
  }
`;
