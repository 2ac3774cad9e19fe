import { css } from 'lit';

/** What stands after text that is being written: declarations for an `::after`. */
export const caret = css`
  content: '';
  display: inline-block;
  width: 7px;
  height: 16px;
  margin-left: 3px;
  vertical-align: -3px;
  background: var(--accent);
  animation: blink 1.1s steps(1) infinite;
`;

export const blink = css`
  @keyframes blink {
    50% {
      opacity: 0;
    }
  }
`;
