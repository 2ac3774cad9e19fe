import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    flex: none;
  }
  .update {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 var(--s5);
  }
`;
