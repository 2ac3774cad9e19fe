import { html } from 'lit';
import { afterEach, describe, expect, test } from 'vitest';
import { fail } from '../../../../../core/errors.ts';
import { epochMs, ms } from '../../../../../core/units.ts';
import type { LoadProgress } from '../../../../../src/bridge/engine.ts';
import '../../../../../src/compare/evidence/evidence.ts';
import type { FwEvidence } from '../../../../../src/compare/evidence/evidence.ts';
import type {
  EvaluationPlan,
  EvaluationRow,
} from '../../../../../src/compare/evaluation/evaluation.ts';
import { readQuestions } from '../../../../../src/compare/evaluation/read-questions.ts';
import { evidenceToJson } from '../../../../../src/report/evidence/evidence-file.ts';
import { noLimits } from '../../../../../src/report/evidence/limits.ts';
import type { Measurement } from '../../../../../src/report/evidence/measurement.ts';
import { judgeEvidence } from '../../../../../src/report/evidence/verdict.ts';
import { verdictRecord } from '../../../../../src/report/evidence/verdict-record.ts';
import {
  agreement,
  evidenceOf,
  fourLevels,
  levelFacts,
  textQuality,
  variantAt,
  viewOf,
} from '../../../../fixtures/evidence/evidence.ts';
import { fakeTools, type FakeTools } from '../../../../fixtures/evidence/fake-tools.ts';
import {
  fakeModel,
  fakeServices,
  type FakeServices,
} from '../../../../fixtures/interface/fake-services.ts';
import { figures } from '../../../../fixtures/interface/figures.ts';
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
Object.assign(fakeModel, {
  levels: levelFacts.map((facts) =>
    ['q3', 'q2'].includes(facts.level) ? { ...facts, isKept: true } : facts,
  ),
});

interface Shown {
  readonly element: FwEvidence;
  readonly tools: FakeTools;
  readonly services: FakeServices;
}

async function show(
  measurements: readonly Measurement[] = [],
  prepare: (tools: FakeTools) => void = () => undefined,
): Promise<Shown> {
  const services = await fakeServices();
  const tools = fakeTools(services.model, measurements);
  prepare(tools);
  const element = await mount<FwEvidence>(
    html`<fw-evidence .tools=${tools}></fw-evidence>`,
    services,
  );
  await eventually(() => deepAll(element, 'h2').length > 0);
  await settled(element);
  return { element, tools, services };
}

const row = (level: 'q4' | 'q8', state: EvaluationRow['state'], done: boolean): EvaluationRow => ({
  variant: variantAt(level),
  isReference: level === 'q4',
  state,
  skipped: [],
  result: done
    ? {
        schema: 1,
        variant: variantAt(level),
        form: 'as-shipped',
        text: textQuality(24, level === 'q4' ? null : agreement(variantAt('q4'), 0.001, 0.99)),
        choices: null,
        figures: {
          weightBytes: figures().memory.weights as never,
          threads: 2,
          memory: figures().memory,
          load: figures().load,
          tokens: 4096,
          scoringMs: ms(6000),
        },
        finishedAt: '2026-11-23T12:00:00.000Z',
        appVersion: '0.1.0',
      }
    : null,
});

const loadProgress: LoadProgress = {
  stage: 'quantize',
  file: undefined,
  loadedBytes: 0,
  totalBytes: 0,
  origin: undefined,
  making: undefined,
  startedAt: epochMs(0),
};
const progress = { done: 2048, total: 8192, timeLeft: ms(90_000), remade: 0 };

describe('without measurements', () => {
  test('it is accessible, and offers to measure', async () => {
    const { element } = await show();
    await expectAccessible(element);
    expect(textOf(element)).toContain('Nothing has been measured yet.');
    expect(button(element, 'Measure').disabled).toBe(false);
  });

  test('the plan has the reference first chosen, the text and the tests', async () => {
    const { element, tools } = await show();
    button(element, 'Measure').click();
    await eventually(() => tools.benchmark.plans.length > 0);
    const [plan] = tools.benchmark.plans;
    expect(plan?.subjects.map(({ variant }) => variant.level)).toEqual(['q8', 'q4', 'q3', 'q2']);
    expect(plan?.tests.map(({ nPrompt, nGen }) => [nPrompt, nGen])).toEqual([
      [128, 0],
      [0, 32],
      [128, 1],
    ]);
    expect(tools.measuring.plan?.quality?.reference).toMatchObject({ level: 'q4' });
    expect(tools.measuring.plan?.quality?.text?.chunks).toBe(8);
    tools.measuring.stop();
  });

  test('nothing chosen is said, and can’t be started', async () => {
    const { element } = await show();
    for (const box of deepAll<HTMLInputElement>(element, 'input[name=level]'))
      if (box.checked) {
        box.click();
        await settled(element);
      }
    expect(button(element, 'Measure').disabled).toBe(true);
    expect(textOf(element)).toContain('Choose one level or more.');
  });

  test('a file of one’s own is read when dropped; what is no text is refused in words', async () => {
    const { element } = await show();
    const drop = (file: File): void => {
      const data = new DataTransfer();
      data.items.add(file);
      deep(element, 'form').dispatchEvent(
        new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
      );
    };
    drop(new File(['Once upon a time.'], 'mine.txt'));
    await eventually(() => textOf(element).includes('mine.txt'));
    // Far fewer than 100 positions: told before it is measured.
    expect(textOf(element)).toContain('mine.txt is short');
    drop(new File([new Uint8Array([0, 1, 2])], 'picture.txt'));
    await eventually(() => textOf(element).includes('picture.txt is not a text file.'));
    const refused: readonly (readonly [BlobPart, string, string])[] = [
      ['', 'nothing.txt', 'nothing.txt is empty.'],
      [new Uint8Array([0xff, 0xfe, 65, 0]), 'wide.txt', 'wide.txt is not text in UTF-8.'],
      [new Uint8Array([0xc7, 0xd1, 0xb1, 0xdb]), 'euc.txt', 'euc.txt is not text in UTF-8.'],
      ['{}\nno', 'none.jsonl', 'No line of none.jsonl is a question that can be used.'],
    ];
    for (const [content, name, told] of refused) {
      drop(new File([content], name));
      await eventually(() => textOf(element).includes(told));
    }
    // What was there before stays.
    expect(textOf(element)).toContain('mine.txt');
    drop(
      new File(
        [
          '{"context":"A","endings":["b","c"],"label":0}\nnonsense\n{"context":"A","endings":["b","c"],"label":5}',
        ],
        'own.jsonl',
      ),
    );
    await eventually(() =>
      textOf(element).includes('line 2: no JSON; line 3: a label that names no ending'),
    );
  });
});

describe('with little memory', () => {
  const deviceMemory = (value: number): void => {
    Object.defineProperty(navigator, 'deviceMemory', { value, configurable: true });
  };
  afterEach(() => {
    Reflect.deleteProperty(navigator, 'deviceMemory');
  });

  test('levels that may not fit are named before anything starts, and can be measured all the same', async () => {
    deviceMemory(0.3);
    const { element } = await show();
    await expectAccessible(element);
    const warning = deep(element, '.warning').textContent.replace(/\s+/g, ' ');
    expect(warning).toContain('about 161.1 MB: q8 (192.6 MB).');
    expect(button(element, 'Measure').disabled).toBe(false);
  });

  test('nothing is said where all fit', async () => {
    deviceMemory(8);
    const { element } = await show();
    expect(deepAll(element, '.warning')).toHaveLength(0);
  });
});

describe('while it measures', () => {
  async function measuring(): Promise<Shown> {
    const shown = await show([], ({ made }) => {
      for (const level of ['q3', 'q2'] as const)
        made.push({ model: fakeModel.id, level, bytes: 1 });
    });
    const { element, tools } = shown;
    deep<HTMLInputElement>(element, 'input[name=speed]').click();
    await settled(element);
    button(element, 'Measure').click();
    await eventually(() => tools.evaluation.plans.length > 0);
    return shown;
  }
  const state = (rows: readonly EvaluationRow[]) => ({
    plan: {} as EvaluationPlan,
    rows,
    progress,
  });

  test('how far, how long still, and the figures so far are shown; the rest is accessible', async () => {
    const { element, tools } = await measuring();
    tools.evaluation.show({
      kind: 'running',
      ...state([
        row('q4', { kind: 'chunk', index: 2, chunks: 8, done: 0, total: 512 }, true),
        row('q8', { kind: 'waiting' }, false),
      ]),
    });
    await settled(element);
    await expectAccessible(element);
    const text = textOf(element);
    expect(text).toContain('25 %, about 2 min left');
    expect(text).toContain('chunk 3 of 8');
    expect(text).toContain('perplexity 24.00 ± 0.72');
    tools.measuring.stop();
  });

  test('a reference that was gone and is made again is told', async () => {
    const { element, tools } = await measuring();
    tools.evaluation.show({
      kind: 'running',
      ...state([row('q4', { kind: 'between' }, true)]),
      progress: { ...progress, remade: 2 },
    });
    await settled(element);
    expect(textOf(element)).toContain(
      'The reference’s probabilities of 2 chunks were gone from this device: they are computed again.',
    );
    tools.measuring.stop();
  });

  test('the time left counts the levels that are still to be made', async () => {
    const { element, tools } = await show([], ({ made }) => {
      made.push({ model: fakeModel.id, level: 'q2', bytes: 1 });
    });
    deep<HTMLInputElement>(element, 'input[name=speed]').click();
    await settled(element);
    button(element, 'Measure').click();
    await eventually(() => tools.evaluation.plans.length > 0);
    // Of q3 and q2, which are kept, q2 is there already.
    expect(tools.measuring.plan?.toMake).toEqual(['q3']);
    const making = {
      share: 0.25,
      at: epochMs(60_000),
      first: { share: 0, at: epochMs(0) },
    };
    tools.evaluation.show({
      kind: 'running',
      ...state([
        row('q4', { kind: 'done' }, true),
        {
          ...row('q8', { kind: 'waiting' }, false),
          variant: variantAt('q3'),
          state: { kind: 'loading', progress: { ...loadProgress, making } },
        },
      ]),
    });
    await settled(element);
    // 90 s of measuring and 3 min of making.
    expect(textOf(element)).toContain('about 5 min left');
    tools.measuring.stop();
  });

  test('it pauses, goes on and stops', async () => {
    const { element, tools } = await measuring();
    tools.evaluation.show({ kind: 'running', ...state([]) });
    await settled(element);
    button(element, 'Pause').click();
    tools.evaluation.show({ kind: 'paused', ...state([]) });
    await settled(element);
    button(element, 'Resume').click();
    button(element, 'Stop').click();
    expect(tools.evaluation.asked).toEqual(['pause', 'resume', 'stop']);
    await eventually(() => !tools.measuring.active);
  });

  test('a finished variant is in the evidence before the others are; a failed one with its reason', async () => {
    const { element, tools } = await measuring();
    tools.evaluation.show({
      kind: 'running',
      ...state([row('q4', { kind: 'done' }, true), row('q8', { kind: 'waiting' }, false)]),
    });
    await eventually(() => deepAll(element, 'tbody th').length === 1);
    tools.evaluation.show({
      kind: 'finished',
      ...state([
        row('q4', { kind: 'done' }, true),
        row(
          'q8',
          { kind: 'failed', error: fail('memory-limit', { neededBytes: 5e9, limitBytes: 4e9 }) },
          false,
        ),
      ]),
    });
    await eventually(() => textOf(element).includes('Quality of q8: This would need 5,000.0 MB'));
  });
});

describe('questions that are left out', () => {
  test('are named with line and reason while it measures and after', async () => {
    const set = await readQuestions(
      'own.jsonl',
      new TextEncoder().encode(
        '{"context":"A","endings":["b","c"],"label":0}\nnonsense\n{"context":"Long","endings":["b","c"],"label":0}',
      ),
    );
    const plan = { choices: { set, limit: 2 } } as EvaluationPlan;
    const { element, tools } = await show();
    deep<HTMLInputElement>(element, 'input[name=speed]').click();
    await settled(element);
    button(element, 'Measure').click();
    await eventually(() => tools.evaluation.plans.length > 0);
    const rows = [
      { ...row('q4', { kind: 'done' }, true), skipped: [{ line: 3, tokens: 2400 }] },
      { ...row('q8', { kind: 'done' }, true), skipped: [{ line: 3, tokens: 2400 }] },
    ];
    const told = 'Left out: line 2: no JSON; line 3: 2,400 tokens, more than fit.';
    tools.evaluation.show({ kind: 'running', plan, rows, progress });
    await eventually(() => textOf(element).includes(told));
    tools.evaluation.show({ kind: 'finished', plan, rows, progress });
    await eventually(() => !tools.measuring.active);
    await settled(element);
    expect(textOf(element)).toContain(told);
    expect(textOf(element).split(told)).toHaveLength(2);
  });
});

describe('with measurements', () => {
  const { measurements } = evidenceOf(fourLevels);

  test('chart, verdict, limits and table are there and accessible', async () => {
    const { element } = await show(measurements);
    await eventually(() => deepAll(element, '.point').length > 0);
    await expectAccessible(element);
    expect(deepAll(element, 'tbody th')).toHaveLength(4);
  });

  test('a limit changes the verdict, and is kept', async () => {
    const { element, services } = await show(measurements);
    const input = deep<HTMLInputElement>(deep(element, '[data-limit=quality]'), 'input');
    input.value = '50';
    input.dispatchEvent(new Event('input'));
    await eventually(() => textOf(deep(element, '.verdict b')) === 'q3');
    expect(services.preferences.values.evidence.limits.quality).toEqual({
      of: 'sameTop',
      least: 0.75,
    });
  });

  test('another text or reference can be chosen to compare on', async () => {
    const other: Measurement = {
      ...(measurements.find(({ kind }) => kind === 'text') as Extract<
        Measurement,
        { kind: 'text' }
      >),
      text: textQuality(30, null, {
        chunks: 2,
        positions: 510,
        sha256: 'c'.repeat(64),
        name: 'Own',
      }),
    };
    const { element } = await show([...measurements, other]);
    const select = deep<HTMLSelectElement>(element, 'select[name=basis]');
    expect([...select.options].map(({ text }) => text)).toHaveLength(2);
    const own = [...select.options].find(({ text }) => text.includes('Own'));
    select.value = own?.value ?? '';
    select.dispatchEvent(new Event('change'));
    await settled(element);
    expect(textOf(element)).toContain('510 positions of Own');
  });

  test('a file of measurements is shown in place of them, and they come back', async () => {
    const { element } = await show(measurements);
    const give = async (text: string): Promise<void> => {
      deep(element, 'fw-evidence-exports').dispatchEvent(
        new CustomEvent('fw-import', { detail: new File([text], 'theirs.json') }),
      );
      await settled(element);
    };
    await give('{}');
    expect(textOf(element)).toContain('The file holds no comparison by Featherweight.');
    const two = fourLevels.slice(0, 2);
    const view = viewOf(two);
    const verdict = verdictRecord(judgeEvidence(view, noLimits), view, noLimits);
    await give(evidenceToJson(evidenceOf(two), verdict, 0));
    await eventually(() => deepAll(element, 'tbody th').length === 2);
    expect(textOf(element)).toContain('theirs.json');
    button(element, 'Back to this device').click();
    await eventually(() => deepAll(element, 'tbody th').length === 4);
  });

  test('an evaluation that was cut off can be gone on with', async () => {
    const plan = { source: {}, variants: [] } as unknown as EvaluationPlan;
    const { element, tools } = await show(measurements, ({ evaluation }) => {
      evaluation.cutOff = plan;
    });
    await eventually(() => textOf(element).includes('An evaluation was cut off.'));
    button(element, 'Go on with it').click();
    await eventually(() => tools.evaluation.plans.length > 0);
    expect(tools.evaluation.plans).toEqual([plan]);
    tools.measuring.stop();
  });
});
