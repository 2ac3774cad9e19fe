import { css } from 'lit';

export const styles = css`
  .scroller th:first-child {
    min-width: 72px;
  }
  dl {
    max-width: 420px;
    margin-top: 8px;
  }
  .note {
    margin-top: 8px;
  }
  .offer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    margin-top: 8px;
  }
  .offer .note {
    flex: 1 1 260px;
    margin: 0;
  }
  .work {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
    margin-top: 10px;
    font-size: var(--t-small);
  }
  .work p {
    flex: 1 0 100%;
  }
  .work .track {
    flex: 1 1 120px;
  }
  .share {
    min-width: 40px;
    color: var(--ink-2);
    text-align: right;
  }
  .short {
    display: none;
  }
  @media (max-width: 640px) {
    table,
    tbody {
      display: block;
    }
    thead {
      display: none;
    }
    tbody {
      border-top: 1px solid var(--line-2);
    }
    tbody tr {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 12px;
      padding: 6px 0;
    }
    tbody tr > * {
      height: auto;
      padding: 0;
    }
    tbody .form,
    tbody .error {
      grid-column: 1 / -1;
      color: var(--ink-2);
      font-size: var(--t-small);
      line-height: 16px;
      text-align: left;
    }
    .short {
      display: inline;
    }
  }
`;
