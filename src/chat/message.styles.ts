import { css } from 'lit';

export const styles = css`
  :host {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr);
  }
  .speaker {
    padding-top: 9px;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .asked {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    min-width: 0;
  }
  .words {
    max-width: calc(var(--measure) + 28px);
    margin-left: -14px;
    padding: 6px 14px;
    border-radius: var(--r3);
    background: var(--sunk);
    font-size: var(--t-body);
    line-height: 22px;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .answered {
    min-width: 0;
    padding-top: 5px;
  }
  .actions {
    display: flex;
    align-items: center;
    color: var(--ink-2);
  }
  .asked .actions {
    flex: none;
    padding-top: 4px;
    opacity: 0;
    transition: opacity 120ms ease-out;
  }
  .asked:hover .actions,
  .asked:focus-within .actions,
  .asked .actions:has(.switcher) {
    opacity: 1;
  }
  @media (hover: none) {
    .asked .actions {
      opacity: 1;
    }
  }
  .switcher {
    display: inline-flex;
    align-items: center;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .ended {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin: 6px 0 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .full {
    max-width: var(--measure);
    margin-top: 8px;
    padding: 10px 14px;
    border: 1px solid var(--line-2);
    border-radius: var(--r3);
    font-size: var(--t-base);
    line-height: 20px;
  }
  .full p {
    margin: 0 0 8px;
  }
  fw-failure {
    margin: 8px 0 4px;
  }
  fw-answer-account {
    margin-top: 4px;
  }
  .editor {
    max-width: calc(var(--measure) + 28px);
    margin-left: -14px;
  }
  .editor textarea {
    display: block;
    width: 100%;
    min-height: 72px;
    max-height: 40vh;
    padding: 6px 13px;
    border: 1px solid var(--line-2);
    border-radius: var(--r3);
    background: var(--surface);
    color: var(--ink);
    font: var(--t-body) / 22px var(--ui);
    field-sizing: content;
    resize: vertical;
  }
  .editor div {
    display: flex;
    gap: 8px;
    margin-top: 8px;
  }
  @media (max-width: 640px) {
    :host {
      position: relative;
      display: block;
    }
    .speaker {
      padding: 0 0 2px;
    }
    .asked {
      display: block;
    }
    /* On the speaker's line, so that they take no line of their own. */
    .asked .actions {
      position: absolute;
      top: -14px;
      right: -12px;
      padding: 0;
    }
    .words {
      margin: 0 -2px;
      padding: 6px 10px;
      max-width: none;
    }
    .answered {
      padding-top: 0;
    }
    .editor {
      margin: 0 -2px;
    }
    .editor textarea {
      font-size: 16px;
    }
  }
`;
