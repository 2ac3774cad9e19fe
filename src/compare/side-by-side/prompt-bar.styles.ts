import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    align-items: center;
    min-height: 56px;
    padding: 8px var(--margin);
    border-bottom: 1px solid var(--line);
  }
  .label {
    flex: none;
    margin-right: 16px;
    color: var(--ink-3);
    font-size: var(--t-base);
    line-height: 20px;
  }
  .prompt {
    flex: 1;
    min-width: 0;
    max-height: 44px;
    margin: 0 24px 0 0;
    overflow: hidden;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    font-size: var(--t-body);
    line-height: 22px;
    overflow-wrap: anywhere;
  }
  .marks {
    flex: none;
    min-height: 26px;
    padding: 0 4px;
    border: 0;
    border-radius: var(--r2);
    background: none;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .marks:hover {
    background: var(--sunk);
  }
  mark {
    padding: 0 1px;
    background: var(--accent-weak);
    color: var(--on-weak);
    text-decoration: underline 1.5px var(--accent);
    text-underline-offset: 3px;
  }
  .summary {
    flex: none;
    color: var(--ink-3);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .marks + .summary {
    margin-left: 12px;
    padding-left: 12px;
    background: linear-gradient(var(--line-2), var(--line-2)) 0 50% / 1px 14px no-repeat;
  }
  .buttons {
    display: flex;
    flex: none;
    gap: 12px;
    margin-left: 12px;
  }
  .buttons .button {
    --control: 26px;
    padding: 0 10px;
    font-size: var(--t-small);
  }
  .button.primary {
    font-weight: 600;
  }
  .stop wa-icon {
    font-size: 9px;
  }
  @media (max-width: 1023px) {
    :host {
      flex-wrap: wrap;
      gap: 8px 0;
      padding-block: 10px;
    }
    .prompt {
      flex: 1 0 calc(100% - 80px);
      margin-right: 0;
    }
    .buttons {
      margin-left: auto;
    }
    .marks {
      margin-left: -4px;
    }
  }
  @media (max-width: 640px) {
    .label {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    :host {
      gap: 12px;
    }
    .prompt {
      flex-basis: 100%;
      margin-bottom: -4px;
    }
    .prompt:empty {
      display: none;
    }
    .marks + .summary {
      margin-left: 0;
      padding-left: 0;
      background: none;
    }
    .marks {
      min-height: 44px;
      margin: -12px 0 -12px -4px;
    }
    .buttons {
      flex: 1 0 100%;
      margin: 0;
    }
    .buttons .button {
      --control: 44px;
      flex: 1;
      font-size: var(--t-base);
    }
  }
`;
