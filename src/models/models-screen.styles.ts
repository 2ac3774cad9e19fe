import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    height: 100%;
    background: var(--surface);
  }
  .scroller {
    position: relative;
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    outline: 0;
  }
  .grid {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 340px;
    gap: 32px;
    align-items: start;
    max-width: 1280px;
    margin: 0 auto;
    padding: 22px var(--margin) 48px;
  }
  .wide {
    grid-column: 1 / -1;
  }
  .main,
  .side {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 24px;
  }
  @media (max-width: 1023px) {
    .grid {
      grid-template-columns: minmax(0, 1fr);
      gap: 24px;
    }
  }
`;
