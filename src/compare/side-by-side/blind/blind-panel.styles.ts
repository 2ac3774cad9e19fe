import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    border-bottom: 1px solid var(--line);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
  }
  section {
    min-width: 0;
    padding: 14px 20px 16px var(--margin);
  }
  section[hidden] {
    display: none;
  }
  section + section {
    padding: 14px var(--margin) 16px 20px;
    border-left: 1px solid var(--line);
  }
  h2 {
    margin: 0 0 10px;
    font-size: var(--t-head);
    font-weight: 600;
    line-height: 26px;
  }
  h2 span {
    margin-left: 8px;
    color: var(--ink-2);
    font-size: var(--t-base);
    font-weight: 400;
  }
  fw-markdown-text {
    font-size: 14.5px;
    line-height: 23px;
  }
  .quietly {
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    min-height: 56px;
    margin: 0;
    padding: 10px var(--margin);
    border-top: 1px solid var(--line);
    font-size: var(--t-base);
    line-height: 20px;
    outline-offset: -3px;
  }
  .votes span {
    margin-right: 8px;
  }
  kbd {
    min-width: 18px;
    margin-right: -4px;
    padding: 0 4px;
    border: 1px solid var(--line);
    border-radius: var(--r1);
    color: var(--ink-3);
    font: var(--t-micro) / 16px var(--ui);
  }
  @media (max-width: 640px) {
    fw-variant-switch {
      margin: 10px var(--margin) 0;
    }
    .pair {
      display: block;
    }
    section,
    section + section {
      padding: 8px var(--margin) 12px;
      border: 0;
    }
    .votes {
      display: grid;
      grid-template-columns: 1fr 1fr;
    }
    .votes span {
      grid-column: 1 / -1;
    }
    kbd {
      display: none;
    }
  }
`;
