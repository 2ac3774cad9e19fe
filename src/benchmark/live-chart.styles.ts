import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    min-width: 0;
  }
  .chart {
    height: 196px;
    overflow: hidden;
  }
  .uplot,
  .uplot *,
  .uplot *::before,
  .uplot *::after {
    font-family: inherit;
  }
`;
