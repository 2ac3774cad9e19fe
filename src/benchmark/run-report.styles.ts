import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 16px;
    margin-bottom: 4px;
  }
  h2 {
    margin: 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  h3 {
    margin: 0 0 4px;
    font-size: var(--t-small);
    line-height: 16px;
    font-weight: 600;
  }
  p {
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .spread {
    margin-left: auto;
  }
  .warnings {
    max-width: var(--measure);
    margin: 6px 0 8px;
    padding: 0;
    list-style: none;
  }
  .warnings li {
    margin-bottom: 6px;
    padding-left: 12px;
    border-left: 2px solid var(--hatch);
  }
  .warnings .tests,
  .note {
    color: var(--ink-3);
  }
  .score {
    margin-top: 10px;
  }
  .score b {
    color: var(--ink);
    font-weight: 600;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 20px;
    margin-top: 10px;
  }
  fw-copy-button {
    color: var(--accent);
  }
  .charts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(380px, 100%), 1fr));
    gap: 24px 32px;
    margin-top: 20px;
  }
  details {
    margin-top: 10px;
  }
  summary {
    width: fit-content;
    min-height: 26px;
    border-radius: var(--r2);
    color: var(--accent);
    font-size: var(--t-small);
    line-height: 26px;
    cursor: pointer;
  }
  .facts {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(300px, 100%), 1fr));
    gap: 16px 32px;
    padding-top: 6px;
  }
  dl {
    margin: 0;
    border-top: 1px solid var(--line);
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
  @media (max-width: 640px) {
    .spread {
      width: 100%;
      margin-left: 0;
    }
    summary {
      min-height: 44px;
      line-height: 44px;
    }
  }
`;
