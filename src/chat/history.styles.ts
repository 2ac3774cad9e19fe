import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  .head {
    display: flex;
    flex: none;
    align-items: center;
    height: 56px;
    padding: 0 8px 0 24px;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--t-base);
    font-weight: 600;
  }
  .new {
    flex: 1;
    text-decoration: none;
  }
  :host([drawer]) .head {
    padding: 0 16px;
  }
  .search {
    position: relative;
    flex: none;
    padding: 0 12px 4px 20px;
  }
  .search wa-icon {
    position: absolute;
    top: 9px;
    left: 30px;
    color: var(--ink-3);
    font-size: 14px;
  }
  input[type='search'],
  .field {
    width: 100%;
    height: var(--control);
    border: 1px solid var(--line-2);
    border-radius: var(--r2);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }
  input[type='search'] {
    padding: 0 8px 0 32px;
  }
  .field {
    padding: 0 10px;
  }
  nav {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
    padding-bottom: 12px;
  }
  h3 {
    margin: 0;
    padding: 12px 16px 4px 24px;
    color: var(--ink-3);
    font-size: var(--t-micro);
    line-height: 16px;
    font-weight: 400;
  }
  nav > h3:first-child {
    padding-top: 8px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    position: relative;
  }
  li > a {
    display: block;
    padding: 5px 16px 5px 24px;
    border-left: 2px solid transparent;
    padding-left: 22px;
    color: var(--ink);
    text-decoration: none;
  }
  li > a:hover {
    background: var(--sunk);
  }
  a:focus-visible {
    outline-offset: -2px;
  }
  .title {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    line-height: 20px;
  }
  .meta {
    display: flex;
    justify-content: space-between;
    color: var(--ink-3);
    font-size: var(--t-micro);
    line-height: 16px;
  }
  .current > a {
    border-left-color: var(--accent);
    background: var(--accent-weak);
  }
  .current .title {
    font-weight: 600;
  }
  .current .meta {
    color: var(--ink-2);
  }
  .menu {
    position: absolute;
    top: 3px;
    right: 10px;
  }
  .more {
    visibility: hidden;
    background: inherit;
  }
  li:hover .more,
  li:focus-within .more,
  .more[aria-expanded='true'] {
    visibility: visible;
  }
  li:hover .title,
  li:focus-within .title {
    padding-right: 26px;
  }
  @media (hover: none) {
    .more {
      visibility: visible;
    }
    .title {
      padding-right: 26px;
    }
  }
  .none {
    margin: 0;
    padding: 8px 20px 8px 24px;
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 18px;
  }
  .messages p {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 6px 8px 6px 24px;
    border-top: 1px solid var(--line);
    color: var(--ink-2);
    font-size: var(--t-small);
    line-height: 16px;
  }
  .messages span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .foot {
    display: flex;
    flex: none;
    align-items: center;
    justify-content: space-between;
    min-height: 40px;
    padding: 0 16px 0 24px;
    border-top: 1px solid var(--line);
    color: var(--ink-3);
    font-size: var(--t-micro);
  }
  .foot .quiet {
    font-size: var(--t-micro);
  }
  .dialog-actions {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 16px;
  }
  @media (max-width: 640px) {
    wa-dropdown-item {
      min-height: 44px;
    }
    :host([drawer]) .head {
      padding: 0 12px;
    }
    li > a {
      padding-block: 8px;
    }
    .menu {
      top: 4px;
      right: 4px;
    }
    .title {
      padding-right: 44px;
    }
    .bytes {
      padding-right: 44px;
    }
  }
`;
