import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: 8px 24px;
    margin-bottom: 10px;
  }
  .words {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 12px;
  }
  h2 {
    margin: 0;
    font-size: var(--t-head);
    line-height: 20px;
    font-weight: 600;
  }
  .repeat {
    color: var(--ink-2);
    font-weight: 400;
  }
  p {
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .buttons {
    display: flex;
    gap: 8px;
  }
  .now {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 148px;
    gap: 28px;
    align-items: center;
  }
  .readout {
    min-height: 120px;
  }
  .readout .rate {
    color: var(--ink);
    font-size: 32px;
    line-height: 36px;
    letter-spacing: -0.6px;
  }
  .readout .rate + p {
    margin-bottom: 10px;
  }
  .segments {
    display: flex;
    gap: 2px;
    height: 4px;
    margin-top: 10px;
  }
  .segments > span {
    flex: 1 1 0;
    min-width: 1px;
    overflow: hidden;
    background: var(--sunk);
  }
  .segments .measured {
    background: var(--d2);
  }
  .segments .failed {
    background: var(--fault);
  }
  .segments .measuring > span {
    display: block;
    height: 100%;
    background: var(--d1);
  }
  @media (max-width: 640px) {
    .now {
      grid-template-columns: minmax(0, 1fr);
      gap: 4px;
    }
    .readout {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0 12px;
      min-height: 92px;
      align-items: baseline;
      align-content: start;
    }
    .readout p:not(.rate, .rate + p) {
      grid-column: 1 / -1;
    }
    .readout .rate + p {
      margin-bottom: 0;
    }
    .buttons {
      width: 100%;
    }
    .buttons .button {
      flex: 1;
    }
  }
`;
