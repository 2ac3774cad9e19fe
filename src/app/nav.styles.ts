import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
    height: 100%;
  }
  nav {
    display: flex;
    gap: 24px;
    height: 100%;
  }
  a {
    position: relative;
    display: flex;
    align-items: center;
    color: var(--ink-2);
    font-size: var(--t-base);
    line-height: 20px;
    text-decoration: none;
    white-space: nowrap;
    transition: color 120ms ease-out;
  }
  a:hover,
  a[aria-current='page'] {
    color: var(--ink);
  }
  a[aria-current='page'] {
    font-weight: 600;
  }
  a[aria-current='page']::after {
    content: '';
    position: absolute;
    inset: auto 0 -1px;
    height: 2px;
    background: var(--accent);
  }
  wa-icon {
    display: none;
  }
  @media (max-width: 640px) {
    :host {
      height: auto;
      border-top: 1px solid var(--line);
      padding-bottom: env(safe-area-inset-bottom);
      background: var(--surface);
    }
    nav {
      gap: 0;
      height: 51px;
    }
    a {
      flex: 1;
      flex-direction: column;
      justify-content: center;
      gap: 4px;
      font-size: var(--t-small);
      line-height: 16px;
    }
    a:focus-visible {
      outline-offset: -3px;
    }
    a[aria-current='page'] {
      color: var(--accent);
    }
    a[aria-current='page']::after {
      inset: -1px 0 auto;
    }
    wa-icon {
      display: block;
      font-size: 16px;
    }
  }
`;
