import { css } from 'lit';

/** Items of a dropdown with a name and, below it, what it means. */
export const variantItems = css`
  wa-dropdown-item::part(label) {
    display: flex;
    flex-direction: column;
  }
  .item {
    display: block;
    line-height: 18px;
  }
  .description {
    display: block;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  @media (max-width: 640px) {
    wa-dropdown-item {
      min-height: 44px;
    }
  }
`;
