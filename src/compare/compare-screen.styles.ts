import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    height: 100%;
    background: var(--surface);
  }
  .scroller {
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    outline: 0;
  }
`;
