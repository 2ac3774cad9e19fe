import { css } from 'lit';

export const styles = css`
  :host {
    display: block;
  }
  .columns {
    display: grid;
    grid-template-columns: repeat(var(--count), minmax(0, 1fr));
    border-bottom: 1px solid var(--line);
  }
  .n2 {
    --count: 2;
  }
  .n3 {
    --count: 3;
  }
  .n4 {
    --count: 4;
  }
  fw-variant-column {
    padding: 14px 20px 20px;
  }
  fw-variant-column:first-child {
    padding-left: var(--margin);
  }
  fw-variant-column:last-child {
    padding-right: var(--margin);
  }
  fw-variant-column + fw-variant-column {
    border-left: 1px solid var(--line);
  }
  .problem {
    margin: 0;
    padding: 10px var(--margin);
    border-bottom: 1px solid var(--line);
    font-size: var(--t-base);
    line-height: 20px;
  }
  fw-failure.problem {
    margin: 16px var(--margin);
    padding: 10px 14px;
    border: 1px solid var(--fault);
  }
  @media (max-width: 1023px) {
    .columns {
      --count: 2;
    }
    fw-variant-column:nth-child(odd) {
      padding-left: var(--margin);
      border-left: 0;
    }
    fw-variant-column:nth-child(even) {
      padding-right: var(--margin);
    }
    fw-variant-column:nth-child(n + 3) {
      border-top: 1px solid var(--line);
    }
  }
  @media (max-width: 640px) {
    .columns {
      display: block;
    }
    fw-variant-switch {
      margin: 10px var(--margin) 0;
    }
    fw-variant-column,
    fw-variant-column:first-child,
    fw-variant-column:last-child {
      padding: 4px var(--margin) 14px;
      border: 0;
    }
  }
`;
