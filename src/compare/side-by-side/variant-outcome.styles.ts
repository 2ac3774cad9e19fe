import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    font-size: var(--t-small);
    line-height: 16px;
  }
  fw-markdown-text {
    font-size: 14.5px;
    line-height: 23px;
  }
  p {
    margin: 0;
  }
  .quietly {
    margin: 8px 0 0;
    color: var(--ink-2);
  }
  .quietly:first-child {
    margin-top: 0;
  }
  .quietly + .button {
    margin-top: 8px;
  }
  fw-answer-account {
    margin-top: 8px;
  }
  .loading {
    min-height: 66px;
    color: var(--ink-2);
  }
  .loading b {
    margin-right: 6px;
    color: var(--ink);
    font-weight: 600;
  }
  .track {
    height: 10px;
    margin: 8px 0 6px;
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
    margin-top: 8px;
  }
  fw-failure:first-child {
    margin-top: 0;
  }
`;
