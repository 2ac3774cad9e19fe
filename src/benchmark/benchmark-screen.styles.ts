import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    height: 100%;
    background: var(--surface);
  }
  .scroller {
    position: relative;
    display: grid;
    grid-template-columns: 296px minmax(0, 1fr);
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    outline: 0;
  }
  aside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 28px;
    align-content: start;
    padding: 20px 24px 32px;
    border-right: 1px solid var(--line);
    background: var(--paper);
  }
  .main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 32px;
    align-content: start;
    min-width: 0;
    max-width: 1200px;
    padding: 18px var(--margin) 32px;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 20px;
  }
  h2 {
    margin: 0;
    font-size: var(--t-base);
    line-height: 20px;
    font-weight: 600;
  }
  .empty {
    max-width: var(--measure);
  }
  .empty h2 {
    font-size: var(--t-head);
  }
  .empty p {
    margin: 6px 0 0;
    color: var(--ink-2);
    font-size: var(--t-body);
    line-height: 22px;
  }
  summary {
    min-height: var(--control);
    font-weight: 600;
    line-height: var(--control);
    cursor: pointer;
  }
  details > div {
    display: grid;
    gap: 28px;
    max-width: 480px;
    padding: 8px 0 16px;
  }
  @media (max-width: 1023px) {
    .scroller {
      grid-template-columns: minmax(0, 1fr);
      align-content: start;
    }
    aside {
      padding: 8px var(--margin);
      border-right: 0;
      border-bottom: 1px solid var(--line);
    }
  }
`;
