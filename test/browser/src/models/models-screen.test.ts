import { html } from 'lit';
import { describe, expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import { contentSecurityPolicy } from '../../../../scripts/headers.mjs';
import type { FwHubPanel } from '../../../../src/models/hub-panel.ts';
import { hubPolicy } from '../../../../src/models/hub-policy.ts';
import type { FwModelsScreen } from '../../../../src/models/models-screen.ts';
import '../../../../src/models/models-screen.ts';
import { fakeServices, type FakeServices } from '../../../fixtures/interface/fake-services.ts';
import {
  FakeStore,
  emptyStorage,
  installedModel,
  transferOf,
} from '../../../fixtures/interface/fake-shelf.ts';
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

const whole = installedModel({ id: 'smollm2-360m', displayName: 'SmolLM2-360M' });
const damaged = installedModel({
  id: 'gone',
  displayName: 'Gone',
  condition: {
    kind: 'damaged',
    failure: fail('model-evicted', { model: 'Gone', file: 'gone.gguf' }).failure,
  },
});

interface Shown {
  readonly services: FakeServices;
  readonly screen: FwModelsScreen;
}

async function show(modelStore = new FakeStore({ models: [whole] })): Promise<Shown> {
  const services = await fakeServices({ modelStore });
  const screen = await mount<FwModelsScreen>(html`<fw-models-screen></fw-models-screen>`, services);
  return { services, screen };
}

const agree = async (screen: HTMLElement): Promise<void> => {
  const dialog = await eventually(() => deepAll<HTMLDialogElement>(screen, 'dialog[open]')[0]);
  deep<HTMLButtonElement>(dialog, '.danger').click();
};

describe('the models screen', () => {
  test('axe finds nothing, with a model told more of, transfers and a damaged model', async () => {
    const { screen } = await show(
      new FakeStore({
        models: [whole, damaged],
        transfers: [
          transferOf({}),
          transferOf({
            model: { ...transferOf({}).model, id: 'other' },
            state: {
              kind: 'failed',
              failure: fail('server-busy', { host: 'example.org' }).failure,
            },
          }),
        ],
      }),
    );
    button(screen, 'SmolLM2-360M').click();
    await settled(screen);
    await expectAccessible(screen);
  });

  test('lists by weight, the embedded model among them', async () => {
    const { screen } = await show();
    const names = deepAll(deep(screen, 'fw-device-list'), '.name').map((each) =>
      textOf(each).trim(),
    );
    expect(names).toEqual(['SmolLM2-360M', 'SmolLM2-135M-Instruct']);
  });

  test('tells what is known, and what each level needs against the limit', async () => {
    const { screen } = await show();
    button(screen, 'SmolLM2-360M').click();
    await settled(screen);
    const details = textOf(deep(screen, 'fw-model-details'));
    for (const part of ['llama', '362 M', 'Q4_K_M', '8,192 tokens', 'apache-2.0', 'English'])
      expect(details).toContain(part);
    expect(details).toContain('133.0 MB');
  });

  test('says why a damaged model is not loaded and what to do', async () => {
    const { screen, services } = await show(new FakeStore({ models: [damaged] }));
    expect(textOf(screen)).toContain('no longer whole');
    expect(services.model.models.map(({ id }) => id)).not.toContain('gone');
  });

  test('removes a model only after a confirmation, and gives the chat its own model back', async () => {
    const { screen, services } = await show();
    services.preferences.update({ model: 'smollm2-360m' });
    expect(services.model.model.id).toBe('smollm2-360m');
    button(screen, 'Remove SmolLM2-360M Q4_K_M').click();
    await settled(screen);
    expect(services.modelStore.calls).not.toContain('remove smollm2-360m');
    await agree(screen);
    await eventually(() => services.modelStore.calls.includes('remove smollm2-360m'));
    expect(services.model.model.id).toBe('smollm2-135m-instruct');
  });

  test('pauses, resumes and cancels what is on its way', async () => {
    const store = new FakeStore({ transfers: [transferOf({})] });
    const { screen } = await show(store);
    button(screen, 'Pause').click();
    store.become({
      transfers: [transferOf({ state: { kind: 'paused', reason: 'interrupted' } })],
    });
    await settled(screen);
    expect(textOf(screen)).toContain('Cut off when the page closed');
    button(screen, 'Resume').click();
    button(screen, 'Cancel').click();
    const { id } = transferOf({}).model;
    await eventually(() => store.calls.includes(`cancel ${id}`));
    expect(store.calls).toEqual([`pause ${id}`, `resume ${id}`, `cancel ${id}`]);
  });

  test('shows what files hold before they are kept, and the reason where they are refused', async () => {
    const { screen, services } = await show(new FakeStore());
    services.library.findings = [
      {
        kind: 'model',
        model: { draft: whole, files: ['a.gguf'], convertedTypes: ['Q6_K'] },
      },
      {
        kind: 'refused',
        path: 'b.bin',
        failure: fail('model-file-pickle', { file: 'b.bin' }).failure,
      },
    ];
    const files = [{ path: 'a.gguf', data: new Blob(['x']) }];
    deep(screen, 'fw-import-box').dispatchEvent(new CustomEvent('fw-files', { detail: files }));
    const dialog = await eventually(
      () => deepAll(deep(screen, 'fw-import-findings'), 'section')[1],
    );
    const told = textOf(deep(screen, 'fw-import-findings'));
    expect(told).toContain('362 M');
    expect(told).toContain('Q6_K has no kernel of its own');
    expect(told).toContain('b.bin');
    expect(dialog).toBeTruthy();
    expect(services.modelStore.calls).toEqual([]);
    button(screen, 'Keep on this device').click();
    await eventually(() => services.modelStore.calls.includes('install smollm2-360m'));
  });

  test('asks a hub only when told to, and fetches only what is chosen', async () => {
    const store = new FakeStore();
    store.listing = {
      repository: 'owner/tiny',
      base: 'https://huggingface.co/',
      revision: 'abc',
      licence: 'apache-2.0',
      isGated: false,
      variants: [
        {
          id: 'gguf/Q8_0',
          quantization: 'Q8_0',
          format: 'gguf',
          main: 'tiny.gguf',
          files: [],
          bytes: 386e6,
          missing: [],
        },
      ],
    };
    const { screen } = await show(store);
    expect(store.calls).toEqual([]);
    const input = deep<HTMLInputElement>(deep(screen, 'fw-hub-panel'), 'input[name=model]');
    input.value = 'owner/tiny';
    deep<HTMLFormElement>(deep(screen, 'fw-hub-panel'), 'form').requestSubmit();
    const fetch = await eventually(
      () => deepAll<HTMLButtonElement>(deep(screen, 'fw-hub-panel'), 'td button')[0],
    );
    expect(textOf(deep(screen, 'fw-hub-panel'))).toContain('386.0 MB');
    expect(store.calls).toEqual(['find owner/tiny']);
    fetch.click();
    await eventually(() => store.calls.includes('download owner--tiny--q8_0'));
  });

  test('explains a host that the page may not reach', async () => {
    const { screen } = await show(new FakeStore());
    const input = deep<HTMLInputElement>(deep(screen, 'fw-hub-panel'), 'input[name=model]');
    input.value = 'owner/tiny';
    deep<HTMLFormElement>(deep(screen, 'fw-hub-panel'), 'form').requestSubmit();
    await eventually(() => textOf(screen).includes('may not reach huggingface.co'));
  });

  test('says before anything is asked that the page’s policy stops a hub, and what to do', async () => {
    const { screen, services } = await show(new FakeStore());
    const panel = deep<FwHubPanel>(screen, 'fw-hub-panel');
    const blocked = (): string => textOf(deep(panel, '#blocked')).replace(/\s+/g, ' ');
    services.preferences.update({ hub: 'https://models.example.org/hf/' });
    await settled(screen);
    expect(blocked().trim()).toBe('');
    panel.policy = hubPolicy(contentSecurityPolicy(), location.href);
    await settled(screen);
    expect(blocked()).toContain('may not reach models.example.org');
    expect(blocked()).toContain('It allows huggingface.co.');
    expect(blocked()).toContain('npm start -- --hub https://models.example.org/hf/');
    expect(services.modelStore.calls).toEqual([]);
    await expectAccessible(screen);
    panel.policy = hubPolicy(contentSecurityPolicy([services.preferences.values.hub ?? '']), 'x:y');
    await settled(screen);
    expect(blocked().trim()).toBe('');
  });

  test('keeps a model that is in use, says so, and leaves it to the chat', async () => {
    const store = new FakeStore({ models: [whole] });
    store.remove = () => Promise.reject(fail('model-busy', { model: 'SmolLM2-360M' }));
    const { screen, services } = await show(store);
    services.preferences.update({ model: 'smollm2-360m', level: 'q8' });
    button(screen, 'Remove SmolLM2-360M Q4_K_M').click();
    await settled(screen);
    await agree(screen);
    await eventually(() => textOf(screen).includes('SmolLM2-360M is in use'));
    expect(services.model.request.variant).toMatchObject({ model: 'smollm2-360m', level: 'q8' });
  });

  test('makes a level and removes it again', async () => {
    const { screen, services } = await show();
    button(screen, 'SmolLM2-360M').click();
    await settled(screen);
    button(screen, 'Make: q2').click();
    await eventually(() => services.library.calls.includes('make smollm2-360m q2'));
    await eventually(() => textOf(screen).includes('made here'));
    await settled(screen);
    button(screen, 'Remove: q2').click();
    await eventually(() => services.library.calls.includes('remove smollm2-360m q2'));
  });

  test('hands a level to the chat', async () => {
    const { screen, services } = await show();
    button(screen, 'SmolLM2-360M').click();
    await settled(screen);
    button(screen, 'Use in Chat: q8').click();
    await settled(screen);
    const row = deepAll(deep(screen, 'fw-level-table'), 'tbody tr').find((each) =>
      textOf(each).trim().startsWith('q8'),
    );
    expect(row && textOf(row)).toContain('used in Chat');
    expect(services.model.request.variant).toMatchObject({ model: 'smollm2-360m', level: 'q8' });
    expect(services.model.request.source.installed).toEqual({
      kind: 'opfs',
      folder: 'models/smollm2-360m/files',
    });
  });

  test('offers no level that this device has no engine for', async () => {
    const { facts } = whole;
    const levels = [
      { level: 'fp16', bytes: 724e6, linearBitsPerWeight: 16, fileBitsPerWeight: 16 } as const,
      ...(facts.levels ?? []),
    ];
    const { screen } = await show(
      new FakeStore({ models: [{ ...whole, facts: { ...facts, levels } }] }),
    );
    button(screen, 'SmolLM2-360M').click();
    await settled(screen);
    const told = textOf(deep(screen, 'fw-level-table'));
    expect(told).toContain('no GPU for it here');
    expect(() => button(screen, 'Use in Chat: fp16')).toThrow();
    expect(button(screen, 'Save as ONNX: fp16')).toBeTruthy();
  });

  test('measures what rounding the weights costs, tells a failure, and goes on', async () => {
    const { facts } = whole;
    const storedTypes = [
      { type: 'Q4_K', weights: 3e8, runsAs: 'as-stored' },
      { type: 'Q6_K', weights: 6e7, runsAs: 'blocks8' },
    ] as const;
    const { screen, services } = await show(
      new FakeStore({ models: [{ ...whole, facts: { ...facts, storedTypes } }] }),
    );
    button(screen, 'SmolLM2-360M').click();
    await settled(screen);
    // An engine that can't score: the error of the weights is kept all the same.
    button(screen, 'Measure what this costs').click();
    await eventually(() => deepAll(screen, 'fw-failure')[0]);
    expect(services.library.calls).toEqual(['conversion smollm2-360m']);
    await settled(screen);
    expect(textOf(deep(screen, 'fw-conversion-cost'))).toContain('0.0012 %');
    expect(button(screen, 'Measure what this costs').disabled).toBe(false);
    expect(services.model.loan).toBeUndefined();
  });

  test('says so where nothing can be kept', async () => {
    const { screen } = await show(
      new FakeStore({ storage: { ...emptyStorage, kind: 'memory', quotaBytes: undefined } }),
    );
    expect(textOf(screen)).toContain('until the page is closed');
  });
});
