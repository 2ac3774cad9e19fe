import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    max-width: var(--measure);
  }
  h1 {
    margin: 0 0 6px;
    font-size: var(--t-verdict);
    line-height: 30px;
    font-weight: 400;
  }
  h1 span {
    color: var(--ink-3);
  }
  .ready {
    margin-bottom: 2px;
  }
  p {
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 20px;
  }
  h2 {
    margin: 22px 0 0;
    padding-bottom: 7px;
    border-bottom: 1px solid var(--line-2);
    font-size: var(--t-small);
    line-height: 16px;
    font-weight: 400;
    color: var(--ink-3);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  button {
    display: grid;
    grid-template-columns: 168px minmax(0, 1fr);
    gap: 12px;
    width: 100%;
    padding: 7px 0;
    border: 0;
    border-bottom: 1px solid var(--line);
    background: none;
    text-align: left;
    line-height: 20px;
    transition: background-color 120ms ease-out;
  }
  button:hover {
    background: var(--paper);
  }
  button:hover .task {
    color: var(--accent);
  }
  .task {
    font-weight: 600;
  }
  .prompt {
    overflow: hidden;
    color: var(--ink-2);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .note {
    margin-top: 8px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  @media (max-width: 640px) {
    h1 {
      font-size: 17px;
      line-height: 24px;
    }
    h2 {
      margin-top: 16px;
    }
    button {
      display: block;
      min-height: 44px;
      padding: 5px 0;
      line-height: 17px;
    }
    .task,
    .prompt {
      display: block;
    }
    .prompt {
      font-size: var(--t-small);
    }
  }
`;
