import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    /* What fingers can hit of a ruler reaches past its ends, and on a phone past the page's. */
    overflow-x: clip;
    background: var(--surface);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    min-height: 48px;
    padding: 8px var(--margin);
    border-bottom: 1px solid var(--line);
  }
  h2 {
    margin: 0;
    color: var(--ink-3);
    font-size: var(--t-base);
    font-weight: 400;
    line-height: 20px;
  }
  .basis {
    min-width: 0;
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .basis select {
    min-height: 26px;
    max-width: 100%;
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }
  .actions {
    display: flex;
    gap: 8px;
    margin-left: auto;
  }
  fw-measure-panel,
  fw-measure-progress {
    border-bottom: 1px solid var(--line);
  }
  fw-failure {
    margin: 12px var(--margin);
  }
  .notice {
    margin: 0;
    padding: 8px var(--margin);
    border-bottom: 1px solid var(--line);
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .notice .quiet {
    margin-left: 8px;
  }
  .nothing {
    padding: 24px var(--margin) 48px;
  }
  .grid {
    display: grid;
    grid-template: 'chart verdict' auto 'chart table' 1fr / 516px minmax(0, 1fr);
  }
  .wide {
    grid-template: 'chart verdict' 1fr 'table table' auto / 516px minmax(0, 1fr);
  }
  .chart {
    grid-area: chart;
    padding: 18px 24px 24px;
    border-right: 1px solid var(--line);
  }
  .verdict {
    grid-area: verdict;
    padding: 22px 24px 0;
  }
  fw-evidence-limits {
    margin-top: 18px;
  }
  .table {
    grid-area: table;
    min-width: 0;
    padding: 16px 24px 32px;
  }
  .wide .table {
    border-top: 1px solid var(--line);
  }
  .note {
    max-width: 800px;
    margin: 8px 0 4px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 18px;
  }
  @media (max-width: 1023px) {
    .grid,
    .wide {
      grid-template: 'verdict' auto 'chart' auto 'table' auto / minmax(0, 1fr);
    }
    .chart {
      margin-top: 20px;
      padding: 16px var(--margin) 20px;
      border-width: 1px 0;
      border-style: solid;
      border-color: var(--line);
    }
    .verdict,
    .table {
      padding-right: var(--margin);
      padding-left: var(--margin);
    }
    .wide .table {
      border-top: 0;
    }
  }
  @media (max-width: 640px) {
    .verdict {
      padding-top: 14px;
    }
    .basis select {
      min-height: 44px;
      font-size: 16px;
    }
  }
`;
