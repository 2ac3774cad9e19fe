import { css } from 'lit';

export const styles = css`
  :host {
    display: flex !important;
    flex-direction: column;
    height: 100%;
    min-height: 0;
    background: var(--surface);
    font: var(--t-base) / 20px var(--ui);
  }
  .skip {
    position: absolute;
    z-index: 10;
    top: 6px;
    left: 6px;
    padding: 6px 12px;
    border: 1px solid var(--accent);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--accent);
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
    pointer-events: none;
  }
  header {
    display: flex;
    flex: none;
    align-items: center;
    height: 48px;
    padding: 0 16px 0 24px;
    border-bottom: 1px solid var(--line);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 12px;
    margin-right: 32px;
    color: var(--ink);
    font-size: var(--t-head);
    font-weight: 600;
    line-height: 20px;
    text-decoration: none;
    border-radius: var(--r2);
  }
  header fw-nav {
    margin-right: auto;
  }
  .brand wa-icon {
    width: 18px;
    color: var(--accent);
    font-size: 16px;
  }
  .sign {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: 0;
    margin: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .sign wa-icon {
    flex: none;
    color: var(--accent);
    font-size: 16px;
  }
  .short {
    display: none;
  }
  .tools {
    display: flex;
    align-items: center;
    gap: 4px;
    margin-left: 12px;
    padding-left: 10px;
    background: linear-gradient(var(--line), var(--line)) 0 50% / 1px 20px no-repeat;
  }
  .language {
    min-height: 32px;
    padding: 0 10px;
    border: 0;
    border-radius: var(--r2);
    background: none;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  .language:hover {
    background: var(--sunk);
    color: var(--ink);
  }
  .body {
    display: flex;
    flex: 1;
    min-height: 0;
  }
  aside {
    flex: none;
    width: 232px;
    border-right: 1px solid var(--line);
    background: var(--paper);
  }
  main {
    flex: 1;
    min-width: 0;
    outline: 0;
  }
  wa-drawer {
    --size: 376px;
    --spacing: 20px;
  }
  wa-drawer::part(dialog) {
    background: var(--surface);
  }
  wa-drawer::part(title) {
    font-size: var(--t-head);
    line-height: 20px;
  }
  wa-drawer.history {
    --size: 300px;
  }
  .history::part(dialog) {
    background: var(--paper);
  }
  .history::part(body) {
    padding: 0;
    overflow: hidden;
  }
  .history::part(header) {
    padding-bottom: 4px;
  }
  .menu {
    margin: 0 8px 0 -8px;
  }
  @media (min-width: 1024px) {
    /* The links begin where the conversation does. */
    .brand {
      width: 200px;
    }
  }
  @media (max-width: 900px) {
    .short {
      display: inline;
    }
    .sign .long {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
      white-space: nowrap;
    }
  }
  @media (max-width: 640px) {
    header {
      height: 44px;
      padding: 0 2px 0 4px;
    }
    .menu {
      margin: 0;
    }
    .tools {
      margin-left: 4px;
      padding-left: 0;
      background: none;
    }
    .language,
    .theme {
      display: none;
    }
    .brand {
      margin-right: auto;
      padding-left: 8px;
    }
    .menu + .brand {
      padding-left: 0;
    }
    wa-drawer {
      --size: min(376px, 100vw);
      --spacing: 14px;
    }
  }
`;
