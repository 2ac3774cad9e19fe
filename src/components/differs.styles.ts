import { css } from 'lit';

/** Words that differ from another text: tint and underline, so that colour is not the only sign. */
export const differs = css`
  ::highlight(differs) {
    background-color: var(--accent-weak);
    color: var(--on-weak);
    text-decoration: underline 1.5px var(--accent);
    text-underline-offset: 3px;
  }
`;
