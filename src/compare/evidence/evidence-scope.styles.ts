import { css } from 'lit';

export const styles = css`
  :host {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 16px;
    min-width: 0;
    color: var(--ink-2);
    font-size: var(--t-small);
  }
  p {
    min-width: 0;
    margin: 0;
  }
  select {
    min-height: 26px;
    max-width: 100%;
    font-size: inherit;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 12px;
  }
  legend {
    float: left;
    padding-right: 4px;
    line-height: 20px;
  }
  @media (max-width: 640px) {
    label {
      display: flex;
      align-items: center;
      min-height: 44px;
    }
    select {
      font-size: 16px;
    }
  }
`;
