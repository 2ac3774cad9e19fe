import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    padding: 14px 0;
  }
  h3 {
    margin: 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  p {
    margin: 6px 0 0;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  ul {
    margin: 6px 0 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    grid-template-columns: 1fr auto 64px;
    gap: var(--s4);
    padding: 4px 0;
    border-bottom: 1px solid var(--line);
    line-height: 20px;
  }
  li span:last-child {
    color: var(--ink-3);
    text-align: right;
  }
  li .kept:last-child {
    color: var(--ink);
  }
  .size {
    font-variant-numeric: tabular-nums;
  }
  .action {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 6px var(--s4);
    margin-top: 10px;
  }
  .action p {
    margin: 0;
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .track {
    height: 10px;
    margin: 10px 0 0;
    border: 1px solid var(--line-2);
    border-radius: var(--r1);
    overflow: hidden;
  }
  .track span {
    display: block;
    height: 100%;
    background: var(--d1);
  }
  fw-failure {
    margin-top: 10px;
  }
`;
