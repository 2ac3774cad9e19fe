import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import type { BenchmarkResult } from '../../../../core/bench-result.ts';
import type { ModelControl } from '../../../../src/app/model-control.ts';
import type { FwBenchmarkScreen } from '../../../../src/benchmark/benchmark-screen.ts';
import '../../../../src/benchmark/benchmark-screen.ts';
import { resultsToJson } from '../../../../src/report/benchmark/result-file.ts';
import {
  failedRow,
  fakeResult,
  fakeRow,
  historyResults,
} from '../../../fixtures/interface/benchmark-results.ts';
import { fakeTools, type FakeTools } from '../../../fixtures/interface/fake-benchmark.ts';
import {
  fakeModel,
  fakeServices,
  type FakeOptions,
} from '../../../fixtures/interface/fake-services.ts';
import {
  button,
  deep,
  deepAll,
  eventually,
  expectAccessible,
  mount,
  settled,
  textOf,
} from '../../../fixtures/interface/mount.ts';

async function show(
  results: readonly BenchmarkResult[] = [],
  options: FakeOptions = {},
): Promise<{
  readonly element: FwBenchmarkScreen;
  readonly tools: FakeTools;
  readonly model: ModelControl;
}> {
  const services = await fakeServices(options);
  const tools = fakeTools(results);
  const element = await mount<FwBenchmarkScreen>(
    html`<fw-benchmark-screen .tools=${tools}></fw-benchmark-screen>`,
    services,
  );
  await settled(element);
  return { element, tools, model: services.model };
}

function type(element: Element, field: string, text: string): void {
  const input = deep<HTMLInputElement>(element, `#${field}`);
  input.value = text;
  input.dispatchEvent(new Event('input'));
}

async function choose(element: FwBenchmarkScreen, ...rows: readonly number[]): Promise<void> {
  for (const row of rows) deepAll<HTMLInputElement>(element, '.pick input')[row]?.click();
  await settled(element);
}

async function importText(element: FwBenchmarkScreen, text: string): Promise<string> {
  const transfer = new DataTransfer();
  transfer.items.add(new File([text], 'results.json'));
  const input = deep<HTMLInputElement>(element, 'input[type=file]');
  input.files = transfer.files;
  input.dispatchEvent(new Event('change'));
  const said = (): string => textOf(deep(element, '.message')).trim();
  await eventually(() => said() !== '');
  return said();
}

test('is accessible: empty, running, with results compared', async () => {
  await expectAccessible((await show()).element);
  const running = await show();
  button(running.element, 'Start the run').click();
  await settled(running.element);
  await expectAccessible(running.element);
  const { element } = await show(historyResults());
  await choose(element, 0, 1);
  await eventually(() => deepAll(element, '.plot svg').length > 1);
  await expectAccessible(element);
});

test('tells what a set-up comes to, and starts it', async () => {
  const { element, tools } = await show();
  expect(textOf(element)).toContain('1 variant, tests: 2. About 8 s.');
  button(element, 'WASM').click();
  await settled(element);
  expect(textOf(element)).toContain('2 variants, tests of each: 2. About 20 s.');
  button(element, 'Start the run').click();
  await settled(element);
  const [plan] = tools.run.plans;
  expect(plan?.preset).toBe('quick');
  expect(plan?.subjects).toHaveLength(2);
  expect(plan?.tests).toEqual([
    { nPrompt: 128, nGen: 0, nDepth: 0, repetitions: 3 },
    { nPrompt: 0, nGen: 32, nDepth: 0, repetitions: 3 },
  ]);
});

test('offers a model whose layers SIMD does not know on the other engines only', async () => {
  const offered = { ...fakeModel, engines: ['wasm', 'webgpu'] } as const;
  const { element, tools } = await show([], { offered });
  const simd = button(element, 'SIMD');
  expect(simd.disabled).toBe(true);
  expect(simd.title).toBe('does not know this model’s layers');
  expect(button(element, 'WASM').ariaPressed).toBe('true');
  button(element, 'Start the run').click();
  await settled(element);
  const engines = tools.run.plans[0]?.subjects.map(({ variant }) => variant.engine);
  expect(engines).toEqual(['wasm']);
});

test.each([
  ['depths', '9000', 'Depths: a test would need 9,128 tokens; this model’s context holds 8,192.'],
  ['repetitions', '0', 'Repetitions: 0 measures nothing. Give 1 or more.'],
  ['repetitions', '100000', 'Repetitions: at most 1,000.'],
  ['prompts', 'ten', 'Prompt tokens: “ten” is not a whole number.'],
])('says what is wrong with %s of %s, and does not start', async (field, text, sentence) => {
  const { element, tools } = await show();
  type(element, field, text);
  await settled(element);
  expect(textOf(deep(element, '#problems'))).toContain(sentence);
  expect(deep(element, `#${field}`).getAttribute('aria-invalid')).toBe('true');
  button(element, 'Start the run').click();
  expect(tools.run.plans).toEqual([]);
});

test('shows the run, pauses it, goes on and stops it', async () => {
  const { element, tools } = await show();
  button(element, 'Start the run').click();
  await settled(element);
  const text = (): string => textOf(deep(element, 'fw-live-run'));
  expect(text()).toContain('q4, tg32');
  expect(text()).toContain('repetition 4 of 3');
  expect(text()).toContain('Test 2 of 2, about 20 s left');
  expect(text()).toContain('Token 91 of 128');
  await eventually(() => deepAll(deep(element, 'fw-live-chart'), 'canvas').length === 1);
  button(element, 'Pause').click();
  await settled(element);
  expect(text()).toContain('Paused: nothing computes.');
  button(element, 'Go on').click();
  await settled(element);
  expect(tools.run.state.kind).toBe('running');
  button(element, 'Stop and keep results').click();
  await settled(element);
  expect(deepAll(element, 'fw-live-run')).toEqual([]);
  expect(button(element, 'Start the run').disabled).toBe(false);
});

describe('one thing at a time', () => {
  const never = new AbortController().signal;

  test('a run waits for the answer in Chat, says so, and can be given up', async () => {
    const { element, tools, model } = await show();
    const answer = async (): Promise<{ readonly end: () => Promise<void> }> => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      let writing = false;
      const use = model.use(never, () => {
        writing = true;
        return promise;
      });
      await eventually(() => writing);
      return {
        end: async () => {
          resolve(undefined);
          await use;
        },
      };
    };
    const first = await answer();
    button(element, 'Start the run').click();
    await eventually(() => deepAll(element, 'fw-run-waiting').length === 1);
    expect(textOf(deep(element, 'fw-run-waiting'))).toContain('when the answer in Chat has ended');
    expect(button(element, 'Waiting').disabled).toBe(true);
    await expectAccessible(element);
    button(element, 'Don’t start').click();
    await eventually(() => deepAll(element, 'fw-run-waiting').length === 0);
    await first.end();
    expect(tools.run.plans).toEqual([]);

    const second = await answer();
    button(element, 'Start the run').click();
    await second.end();
    await eventually(() => tools.run.plans.length === 1);
    expect(deepAll(element, 'fw-run-waiting')).toEqual([]);
  });

  test('the chat’s model is out of memory during a run; stopped from there, results stay', async () => {
    const { element, tools, model } = await show();
    button(element, 'Start the run').click();
    await eventually(() => tools.run.plans.length === 1);
    expect(model.loan?.to).toBe('benchmark');
    expect(model.state.kind).toBe('unloaded');
    const asked = model.use(never, () => Promise.resolve('answered'));
    model.loan?.stop();
    await eventually(() => tools.run.state.kind === 'ended');
    expect(await asked).toBe('answered');
    expect(model.loan).toBeUndefined();
  });

  test('a comparison under way can be stopped from here', async () => {
    const { element, tools, model } = await show();
    const comparison = model.lend(
      'compare',
      never,
      (signal) =>
        new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        }),
    );
    button(element, 'Start the run').click();
    await eventually(() =>
      textOf(element).includes('begins when the Compare screen has ended its work'),
    );
    button(element, 'Stop that').click();
    await comparison;
    await eventually(() => tools.run.plans.length === 1);
  });
});

test('a failed variant is a row with its reason among the others', async () => {
  const { element } = await show([fakeResult({ rows: [failedRow, fakeRow()] })]);
  const table = textOf(deep(element, 'fw-result-table'));
  expect(table).toContain('Failed The browser refused 1,400.0 MB of memory');
  expect(table).toContain('tg128');
});

test('says in words what may have disturbed tests', async () => {
  const { element } = await show([
    fakeResult({
      rows: [
        fakeRow({ marks: [{ kind: 'drift', ratio: 1.18 }] }),
        fakeRow({ depth: 512, marks: [{ kind: 'hidden' }] }),
        fakeRow({ depth: 1024, marks: [{ kind: 'low-timer-resolution', timerStepMs: 1 }] }),
        fakeRow({ depth: 2048, marks: [{ kind: 'throttled', by: 'timers' }] }),
      ],
    }),
  ]);
  const warnings = textOf(deep(element, '.warnings'));
  expect(warnings).toContain('The same work took 18 % longer after it than before');
  expect(warnings).toContain('q4, SIMD, 2 threads: tg128 @ d512');
  expect(warnings).toContain('The clock steps by 1.0 ms');
  expect(warnings).toContain('The browser held up this page');
  expect(deepAll(deep(element, 'fw-result-table'), '.hatched')).toHaveLength(1);
});

test('compares chosen runs, two of one variant with the interval of their ratio', async () => {
  const { element } = await show(historyResults());
  await choose(element, 0, 2);
  const text = textOf(deep(element, 'fw-run-comparison'));
  expect(text).toContain('The same variants in both runs');
  expect(text).toMatch(/0\.99\d \[0\.\d{3}, 1\.\d{3}\]/);
  expect(text).toContain('within spread');
  button(element, 'Choose none').click();
  await settled(element);
  expect(deepAll(element, 'fw-run-comparison')).toEqual([]);
});

test('deletes one run and all, after asking', async () => {
  const { element, tools } = await show(historyResults());
  const deleteButton = (): HTMLButtonElement => deep<HTMLButtonElement>(element, '.delete button');
  deleteButton().click();
  await settled(element);
  button(element, 'Keep').click();
  expect(await tools.store.list()).toHaveLength(3);
  deleteButton().click();
  await settled(element);
  button(element, 'Delete').click();
  await settled(element);
  expect((await tools.store.list()).map(({ result }) => result.id)).toEqual(['run-2', 'run-3']);
  button(element, 'Delete all').click();
  await settled(element);
  expect(textOf(deep(deep(element, 'fw-run-history'), 'dialog'))).toContain(
    'Delete all 2 runs on this device?',
  );
  button(element, 'Delete').click();
  await settled(element);
  expect(await tools.store.list()).toEqual([]);
  expect(textOf(element)).toContain('No results yet');
});

test('imports what it exported, and overwrites nothing that is here', async () => {
  const { element, tools } = await show(historyResults().slice(0, 1));
  const altered = historyResults().map((result) => ({ ...result, preset: 'custom' as const }));
  expect(await importText(element, resultsToJson(altered, 0))).toBe(
    '2 runs were imported. 1 was here already.',
  );
  const records = await tools.store.list();
  expect(records.map(({ result }) => [result.id, result.preset])).toEqual([
    ['run-1', 'standard'],
    ['run-2', 'custom'],
    ['run-3', 'custom'],
  ]);
  expect(textOf(element)).toContain('imported, Chromium 142');
});

test.each([
  ['{', 'This file is not JSON.'],
  ['{"a":1}', 'not an export of benchmark results from Featherweight'],
  ['{"format":"featherweight-benchmark","version":9}', 'a later version of Featherweight'],
  ['{"format":"featherweight-benchmark","version":1,"results":[{}]}', 'This file is damaged at'],
])('says why it does not import %s', async (text, sentence) => {
  const { element, tools } = await show();
  expect(await importText(element, text)).toContain(sentence);
  expect(await tools.store.list()).toEqual([]);
});

test('says when storage is full', async () => {
  const { element, tools } = await show(historyResults());
  tools.store.problem = 'storage-full';
  await tools.store.put({ result: fakeResult({ id: 'more' }), importedAt: null });
  await settled(element);
  expect(textOf(element)).toContain('The storage on this device is full');
});

test('saves the device card as a picture of 2400 by 1260, and as SVG', async () => {
  const { element } = await show(historyResults());
  const files: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    files.push(file as Blob);
    return 'blob:nothing';
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  button(element, 'Device card').click();
  await settled(element);
  await expectAccessible(deep(element, 'fw-device-card-dialog'));
  const image = deep<HTMLImageElement>(deep(element, 'fw-device-card-dialog'), 'img');
  expect(image.alt).toContain('Decode, tg128: 193 ± 3 tok/s, 60 % of memory bandwidth');
  await image.decode();
  button(element, 'Save as SVG').click();
  button(element, 'Save as PNG').click();
  await eventually(() => files.length === 2);
  vi.restoreAllMocks();
  const [svg, png] = files;
  expect(
    new DOMParser()
      .parseFromString((await svg?.text()) ?? '', 'image/svg+xml')
      .querySelector('parsererror'),
  ).toBeNull();
  const bitmap = await createImageBitmap(png as Blob);
  expect([bitmap.width, bitmap.height]).toEqual([2400, 1260]);
});
