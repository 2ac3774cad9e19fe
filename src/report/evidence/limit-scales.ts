import { tickStep } from '../tick-step.ts';
import type { EvidenceRow } from './rows.ts';

/** A ruler: whole positions from 0 to `last`, each with its value; the outermost may mean "any". */
export interface LimitScale {
  readonly last: number;
  /** In base units: bytes, shares, nats, tokens per second. */
  valueAt(position: number): number;
  positionOf(value: number): number;
  /** Long ticks have their value, short ones `null`. */
  readonly ticks: readonly { readonly at: number; readonly value: number | null }[];
  /** The position at which there is no limit. */
  readonly any: number;
}

interface LinearParts {
  readonly from: number;
  readonly to: number;
  /** Of one position. */
  readonly step: number;
  /** Positions between long ticks, and between short ones. */
  readonly long: number;
  readonly short: number;
  readonly any: 'first' | 'last';
}

function linear({ from, to, step, long, short, any }: LinearParts): LimitScale {
  const last = Math.round((to - from) / step);
  const tidy = (value: number): number => Number(value.toPrecision(12));
  const valueAt = (position: number): number => tidy(from + position * step);
  const ticks = Array.from({ length: Math.floor(last / short) + 1 }, (_, index) => index * short);
  return {
    last,
    valueAt,
    positionOf: (value) => Math.min(last, Math.max(0, Math.round((value - from) / step))),
    ticks: ticks.map((at) => ({ at, value: at % long === 0 ? valueAt(at) : null })),
    any: any === 'first' ? 0 : last,
  };
}

/** From 0 to a round value beyond the largest, long ticks at about four round values. */
function rounded(largest: number, fallback: number, any: 'first' | 'last'): LimitScale {
  const most = largest > 0 ? largest * 1.05 : fallback;
  const step = tickStep(most, 4);
  const ticks = Math.max(1, Math.ceil(most / step - 1e-9));
  return linear({ from: 0, to: ticks * step, step: step / 20, long: 20, short: 4, any });
}

const largest = (values: readonly (number | null | undefined)[]): number =>
  Math.max(0, ...values.map((value) => value ?? 0));

export const budgetScale = (rows: readonly EvidenceRow[], of: 'bytes' | 'memory'): LimitScale =>
  rounded(
    largest(rows.map((row) => (of === 'bytes' ? row.facts?.bytes : row.memory))),
    200e6,
    'last',
  );

export const speedScale = (rows: readonly EvidenceRow[]): LimitScale =>
  rounded(largest(rows.map(({ decode }) => decode?.mean)), 100, 'first');

/** Half percents from 50; at 50 any will do. */
export const sameTopScale = (): LimitScale =>
  linear({ from: 0.5, to: 1, step: 0.005, long: 20, short: 5, any: 'first' });

/** Half points of accuracy up to 20; at 20 any loss will do. */
export const accuracyScale = (): LimitScale =>
  linear({ from: 0, to: 0.2, step: 0.005, long: 10, short: 2, any: 'last' });

const perDecade = 20;

/** Nats from 0.001 to 10, even steps of the logarithm; at 10 any will do. */
export function kldScale(): LimitScale {
  const [from, decades] = [-3, 4];
  const last = decades * perDecade;
  return {
    last,
    valueAt: (position) => Number((10 ** (from + position / perDecade)).toPrecision(2)),
    positionOf: (value) =>
      Math.min(last, Math.max(0, Math.round((Math.log10(value) - from) * perDecade))),
    ticks: Array.from({ length: decades * 4 + 1 }, (_, index) => ({
      at: index * 5,
      value: index % 4 === 0 ? 10 ** (from + index / 4) : null,
    })),
    any: last,
  };
}
