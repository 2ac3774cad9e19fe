import { html } from 'lit';
import { describe, expect, test } from 'vitest';
import type { ConversionQuality } from '../../../../core/conversion.ts';
import { scoringVersion } from '../../../../core/score.ts';
import { bytes } from '../../../../core/units.ts';
import type { FwConversionCost } from '../../../../src/models/conversion-cost.ts';
import '../../../../src/models/conversion-cost.ts';
import {
  button,
  deepAll,
  expectAccessible,
  mount,
  textOf,
} from '../../../fixtures/interface/mount.ts';

const types = [
  { type: 'Q4_K', weights: 7e6, runsAs: 'as-stored' },
  { type: 'Q6_K', weights: 3e6, runsAs: 'blocks8' },
  { type: 'F32', weights: 100, runsAs: 'as-stored' },
] as const;

const quality: ConversionQuality = {
  variant: { model: 'm', level: 'q4', engine: 'simd' },
  reference: { model: 'm', level: 'fp32', engine: 'simd' },
  kld: { value: 0.00213, se: 0.00011 },
  sameTop: { value: 0.972, se: 0.005 },
  text: { name: 'wikitext2-test-excerpt.txt', sha256: '' },
  ...{ chunks: 4, chunkLength: 512, positions: 1020 },
  scoring: scoringVersion,
  finishedAt: '2026-11-19T12:00:00.000Z',
  appVersion: '0.1.0',
};
const cost = {
  schema: 1,
  errors: [{ type: 'Q6_K', relativeSquaredError: 1.24e-5 }],
  quality,
} as const;

const show = (set: Partial<FwConversionCost> = {}): Promise<FwConversionCost> =>
  mount<FwConversionCost>(
    html`<fw-conversion-cost
      .types=${types}
      .cost=${set.cost}
      .progress=${set.progress}
      .tooLarge=${set.tooLarge}
      ?busy=${set.busy ?? false}
      app-version="0.1.0"
    ></fw-conversion-cost>`,
  );

describe('the cost of rounding weights', () => {
  test('axe finds nothing, before, while and after it is measured', async () => {
    await expectAccessible(await show());
    await expectAccessible(await show({ progress: { stage: 'reference', share: 0.4 } }));
    await expectAccessible(await show({ cost }));
  });

  test('says which types become what, and asks before it measures', async () => {
    const element = await show();
    const rows = deepAll(element, 'tbody tr').map((row) => textOf(row).trim());
    expect(rows[0]).toContain('Q4_K 70.0 % as stored Relative squared error 0');
    expect(rows[1]).toContain('8 bits with a scale per 32 Relative squared error not computed yet');
    expect(rows[2]).toContain('< 0.1 %');
    let asked = 0;
    element.addEventListener('fw-measure', () => asked++);
    button(element, 'Measure what this costs').click();
    expect(asked).toBe(1);
  });

  test('shows value and error with what they were measured on', async () => {
    const element = await show({ cost });
    const told = textOf(element);
    for (const part of [
      '0.0012 %',
      '0.0021 ± 0.0001 nats',
      '97.2 ± 0.5 %',
      '4 chunks of 512 tokens',
      '2,048 tokens',
      '1,020 of them predicted',
      'Featherweight 0.1.0',
    ])
      expect(told).toContain(part);
    expect(deepAll(element, 'button')).toEqual([]);
  });

  test('offers to measure again what another version measured', async () => {
    const old = { ...cost, quality: { ...quality, appVersion: '0.0.9' } };
    expect(button(await show({ cost: old }), 'Measure again with this version')).toBeTruthy();
  });

  test('can be stopped', async () => {
    const element = await show({ progress: { stage: 'level', share: 0.7 } });
    expect(deepAll(element, '[role=progressbar]')[0]?.getAttribute('aria-valuenow')).toBe('70');
    let stopped = 0;
    element.addEventListener('fw-stop', () => stopped++);
    button(element, 'Stop').click();
    expect(stopped).toBe(1);
  });

  test('says why a large model is compared by its weights only', async () => {
    const tooLarge = { neededBytes: bytes(6e9), limitBytes: bytes(3.5e9) };
    const element = await show({ tooLarge });
    expect(textOf(element)).toContain('need about 6,000.0 MB');
    expect(button(element, 'Measure what this costs')).toBeTruthy();
    const done = await show({ tooLarge, cost: { ...cost, quality: null } });
    expect(deepAll(done, 'button')).toEqual([]);
  });
});
