import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import type { IconName } from '../components/icons.ts';

/** A screen beside the chat. */
export interface Screen {
  /** Its address is `#/` and this. */
  readonly name: string;
  /** For the tabs of a phone. */
  readonly icon: IconName;
  readonly title: () => string;
  /** Defines its element. Fetched when the screen is first gone to, so that the chat stays light. */
  readonly load: () => Promise<unknown>;
  readonly render: () => TemplateResult;
}

/**
 * All screens beside the chat, in the order of the navigation. Another one takes an entry here and
 * nothing else: its link, address, title and lazy code follow from it.
 */
export const screens: readonly Screen[] = [
  {
    name: 'compare',
    icon: 'compare',
    title: () => msg('Compare', { id: 'nav.compare' }),
    load: () => import('../compare/compare-screen.ts'),
    render: () => html`<fw-compare-screen></fw-compare-screen>`,
  },
  {
    name: 'benchmark',
    icon: 'benchmark',
    title: () => msg('Benchmark', { id: 'nav.benchmark' }),
    load: () => import('../benchmark/benchmark-screen.ts'),
    render: () => html`<fw-benchmark-screen></fw-benchmark-screen>`,
  },
  {
    name: 'models',
    icon: 'models',
    title: () => msg('Models', { id: 'nav.models' }),
    load: () => import('../models/models-screen.ts'),
    render: () => html`<fw-models-screen></fw-models-screen>`,
  },
];

export const screenOf = (name: string): Screen | undefined =>
  screens.find((screen) => screen.name === name);
