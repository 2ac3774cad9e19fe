import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    height: 100%;
    background: var(--surface);
  }
  .bar {
    display: flex;
    flex: none;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding: 8px var(--margin);
    border-bottom: 1px solid var(--line);
  }
  .bar fw-picker {
    flex: 1;
  }
  .show-history {
    flex: none;
    margin-left: -8px;
  }
  .scroller {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-gutter: stable both-edges;
    outline: 0;
  }
  .column,
  .dock {
    width: 100%;
    max-width: calc(912px + 2 * var(--margin));
    margin: 0 auto;
    padding: 0 var(--margin);
  }
  .column {
    padding-top: 16px;
    padding-bottom: 20px;
  }
  .column fw-message + fw-message {
    margin-top: 7px;
  }
  .empty {
    padding: 32px var(--margin) 32px calc(56px + var(--margin));
  }
  .empty fw-load-panel {
    max-width: var(--measure);
    margin-bottom: 28px;
  }
  .unseen {
    opacity: 0.72;
  }
  .omitted {
    margin: 12px 0 12px 56px;
    padding: 6px 0;
    border-top: 1px dashed var(--line-2);
    border-bottom: 1px dashed var(--line-2);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  /* As wide inside as the scroller, whose scrollbar takes room. */
  .gutter {
    flex: none;
    overflow: hidden;
    scrollbar-gutter: stable both-edges;
  }
  .dock {
    display: flex;
    flex-direction: column;
    gap: 8px;
    padding-left: calc(56px + var(--margin));
    padding-top: 4px;
    padding-bottom: 18px;
  }
  .dock fw-failure {
    max-width: none;
  }
  .latest {
    position: relative;
    height: 0;
  }
  .latest .button {
    position: absolute;
    bottom: 8px;
    left: 50%;
    transform: translateX(-50%);
    background: var(--surface);
  }
  .problem {
    padding: 10px 14px;
    border: 1px solid var(--line-2);
    border-radius: var(--r3);
    background: var(--paper);
  }
  .problem p {
    margin: 0 0 8px;
    line-height: 20px;
  }
  @media (max-width: 1023px) {
    .bar {
      padding-block: 10px;
    }
  }
  @media (max-width: 640px) {
    .bar {
      display: block;
      min-height: 0;
      padding: 8px var(--margin) 7px;
    }
    .column {
      padding-top: 12px;
    }
    .empty,
    .dock {
      padding-left: var(--margin);
    }
    .empty {
      padding-block: 16px;
    }
    .empty fw-load-panel {
      margin-bottom: 16px;
    }
    .omitted {
      margin-left: 0;
    }
    .column fw-message + fw-message {
      margin-top: 16px;
    }
    .gutter {
      border-top: 1px solid var(--line);
    }
    .dock {
      padding-top: 8px;
      padding-bottom: max(10px, env(safe-area-inset-bottom));
    }
  }
`;
