import { html } from 'lit';
import { expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import '../../../../src/components/failure.ts';
import type { FwFailure } from '../../../../src/components/failure.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import { deep, expectAccessible, mount, textOf } from '../../../fixtures/interface/mount.ts';

const error = fail('worker-died', { stage: 'decode' }, new Error('the cause'));

const show = async (): Promise<FwFailure> =>
  mount(
    html`<fw-failure .failure=${error.failure} .error=${error}></fw-failure>`,
    await fakeServices(),
  );

test('is accessible', async () => {
  await expectAccessible(await show());
});

test('says what happened and what to do, as an alert', async () => {
  const alert = textOf(deep(await show(), '[role=alert]'));
  expect(alert).toContain('The engine ended while the answer was being written');
  expect(alert).toContain('Try again');
});

test('offers diagnostics with what a report needs', async () => {
  const { text } = deep<HTMLElement & { text: string }>(await show(), 'fw-copy-button');
  for (const words of [
    'Featherweight 0.1.0',
    'failure: worker-died {"stage":"decode"}',
    'variant: smollm2-135m-instruct/q4@simd',
    'browser: A browser',
    'cross-origin isolated: true',
    'WebGPU: none (no-adapter)',
    'caused by: Error: the cause',
  ])
    expect(text).toContain(words);
});
