import { html } from 'lit';
import { expect, test } from 'vitest';
import '../../../../../src/compare/evidence/evidence.ts';
import type { FwEvidence } from '../../../../../src/compare/evidence/evidence.ts';
import type { Export } from '../../../../../src/compare/evidence/evidence-exports.ts';
import type { Measurement } from '../../../../../src/report/evidence/measurement.ts';
import {
  evidenceOf,
  fourLevels,
  largerModel,
  levelFacts,
  twoModels,
} from '../../../../fixtures/evidence/evidence.ts';
import { fakeTools } from '../../../../fixtures/evidence/fake-tools.ts';
import { fakeModel, fakeServices } from '../../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../../fixtures/interface/mount.ts';

// With the levels that the made-up figures are of.
Object.assign(fakeModel, { levels: levelFacts });

const { measurements } = evidenceOf(twoModels, [largerModel]);

async function show(of: readonly Measurement[] = measurements) {
  const services = await fakeServices();
  services.model.offerInstalled([
    {
      ...fakeModel,
      ...largerModel,
      source: { ...fakeModel.source, id: largerModel.id, shippedLevel: 'q8' },
      levels: largerModel.levels,
      engines: ['wasm', 'simd'],
      vocabularySize: 151_936,
    },
  ]);
  const tools = fakeTools(services.model, of);
  const element = await mount<FwEvidence>(
    html`<fw-evidence .tools=${tools}></fw-evidence>`,
    services,
  );
  await eventually(() => deepAll(element, `input[value=${largerModel.id}]`).length > 0);
  await settled(element);
  return { element, services, tools };
}

async function layBeside(element: FwEvidence, isChosen = true): Promise<void> {
  const box = deep<HTMLInputElement>(element, `input[value=${largerModel.id}]`);
  box.checked = isChosen;
  box.dispatchEvent(new Event('change'));
  await settled(element);
}

const names = (element: FwEvidence): readonly string[] =>
  deepAll(element, 'tbody th').map((head) =>
    textOf(head)
      .trim()
      .replace(/ reference$/, ''),
  );

const pressed = (element: FwEvidence): readonly string[] =>
  deepAll(element, '.switch button[aria-pressed=true]').map((each) => textOf(each).trim());

test('another model of this device is laid beside, in one chart and table, accessibly', async () => {
  const { element } = await show();
  expect(names(element)).toEqual(['q4', 'q8']);
  await layBeside(element);
  await eventually(() => names(element).length === 4);
  expect(names(element)).toEqual([
    'SmolLM2-135M q4',
    'SmolLM2-135M q8',
    'Larger-360M q2',
    'Larger-360M q8',
  ]);
  await eventually(() => deepAll(element, '.point').length === 4);
  expect(deepAll(element, '.point polygon')).toHaveLength(2);
  await expectAccessible(element);
});

test('only what compares is offered, drawn and asked for; the rest comes back with one model', async () => {
  const { element, services } = await show();
  const settings = () => services.preferences.values.evidence;
  expect(pressed(element)).toEqual(['KL divergence']);
  await layBeside(element);
  await eventually(() => names(element).length === 4);
  const offered = deepAll(element, '.switch button').map((each) => textOf(each).trim());
  expect(offered).toEqual(['Bits per byte', 'Accuracy']);
  expect(pressed(element)).toEqual(['Bits per byte']);
  const quality = deep(element, '[data-limit=quality]');
  expect(textOf(quality)).toContain('Most bits per byte added');
  expect(textOf(quality)).not.toContain('same top');
  const input = deep<HTMLInputElement>(quality, 'input');
  input.value = '30';
  input.dispatchEvent(new Event('input'));
  await eventually(() => textOf(deep(element, '.verdict b')) === 'SmolLM2-135M q4');
  button(element, 'Accuracy').click();
  await settled(element);
  expect(settings()).toMatchObject({
    y: 'kld',
    yBetween: 'accuracy',
    limits: { quality: { of: 'sameTop' } },
    qualityBetween: { of: 'bitsPerByte', mostMore: 0.3 },
  });
  await layBeside(element, false);
  await eventually(() => names(element).length === 2);
  expect(pressed(element)).toEqual(['KL divergence']);
});

test('a model without figures says so, and is measured on the same text and questions', async () => {
  const { element, tools, services } = await show(evidenceOf(fourLevels).measurements);
  await layBeside(element);
  await eventually(() => textOf(element).includes('nothing measured yet'));
  expect(names(element)).toEqual(['q2', 'q3', 'q4', 'q8']);
  button(element, 'Measure more').click();
  await settled(element);
  const chunks = deep<HTMLInputElement>(element, 'input[name=chunks]');
  chunks.value = '3';
  chunks.dispatchEvent(new Event('change'));
  await settled(element);
  const model = deep<HTMLSelectElement>(element, 'select[name=model]');
  model.value = largerModel.id;
  model.dispatchEvent(new Event('change'));
  await settled(element);
  // Its vocabulary is three times as large: so are the probabilities that are kept.
  expect(textOf(element)).toContain('232.5 MB');
  button(element, 'Measure').click();
  await eventually(() => tools.benchmark.plans.length > 0);
  const { quality } = tools.measuring.plan ?? {};
  expect(quality?.source.id).toBe(largerModel.id);
  expect(quality?.reference).toMatchObject({ model: largerModel.id, level: 'q8' });
  expect(quality?.text?.chunks).toBe(3);
  expect(services.preferences.values.evidence.beside).toEqual([largerModel.id]);
  tools.measuring.stop();
});

test('a row of the other model can be removed, and a report of both is made', async () => {
  const { element, tools } = await show();
  await layBeside(element);
  await eventually(() => names(element).length === 4);
  const saved: Blob[] = [];
  const create = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (blob) => {
    saved.push(blob as Blob);
    return create(blob);
  };
  const form: Export = 'html';
  deep(element, 'fw-evidence-exports').dispatchEvent(
    new CustomEvent('fw-export', { detail: form }),
  );
  await eventually(() => saved.length > 0);
  URL.createObjectURL = create;
  const report = (await saved[0]?.text()) ?? '';
  expect(report).toContain('SmolLM2-135M-Instruct, Larger-360M-Instruct: what smaller costs');
  expect(report).toContain('Larger-360M q2');
  expect(report).toContain('Bits per byte');
  button(element, 'Remove the measurements of Larger-360M q2').click();
  await eventually(() => names(element).length === 3);
  expect(
    (await tools.store.list(largerModel.id)).map(({ variant }) => variant.level),
  ).not.toContain('q2');
});
