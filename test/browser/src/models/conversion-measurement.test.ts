import { afterEach, describe, expect, test } from 'vitest';
import { fail } from '../../../../core/errors.ts';
import { readText } from '../../../../src/compare/evaluation/read-text.ts';
import {
  expandedTooLarge,
  keptCost,
  measureConversion,
  type ConversionStage,
} from '../../../../src/models/conversion-measurement.ts';
import { ScoreStore } from '../../../../src/store/score-store.ts';
import { ScoringEngine, type Script } from '../../../fixtures/evaluation/scoring-engine.ts';
import { fakeServices } from '../../../fixtures/interface/fake-services.ts';
import { FakeStore, installedModel } from '../../../fixtures/interface/fake-shelf.ts';

const id = 'k-quant';
const fresh = () => installedModel({ id });
const content = 'A'.repeat(512 * 5);
const text = () => readText('t.txt', new TextEncoder().encode(content));

afterEach(async () => (await ScoreStore.open()).clear());

async function set(script: Script) {
  const services = await fakeServices({ modelStore: new FakeStore({ models: [fresh()] }) });
  const tools = { ...services, createEngine: () => new ScoringEngine(script) };
  const option = services.model.models.find((each) => each.id === id);
  if (!option) throw new Error('not offered');
  const kept = () => {
    const model = services.modelStore.current.models[0];
    return model && keptCost(model);
  };
  const abort = new AbortController();
  const stages: ConversionStage[] = [];
  const shares: number[] = [];
  const run = (model = services.modelStore.current.models[0] ?? fresh()) =>
    measureConversion(tools, model, option, {
      text,
      signal: abort.signal,
      onProgress: ({ stage, share }) => {
        if (stages.at(-1) !== stage) stages.push(stage);
        shares.push(share);
      },
    });
  return { services, option, run, kept, abort, stages, shares };
}

describe('what rounding the weights costs', () => {
  test('is measured against the file’s own values and kept with the model', async () => {
    const log: string[] = [];
    const { run, kept, stages, shares, services } = await set({ log });
    await run();
    expect(log.filter((line) => line.startsWith('load'))).toEqual(['load fp32', 'load q4']);
    expect(stages).toEqual(['weights', 'waiting', 'reference', 'level']);
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    expect(shares.at(-1)).toBeCloseTo(1, 6);
    expect(kept()).toMatchObject({
      schema: 1,
      errors: [{ type: 'Q6_K', relativeSquaredError: 1.24e-5 }],
      quality: {
        variant: { model: id, level: 'q4', engine: 'simd' },
        reference: { model: id, level: 'fp32', engine: 'simd' },
        sameTop: { value: 1 },
        text: { name: 't.txt' },
        ...{ chunks: 4, chunkLength: 512, positions: 4 * 255 },
      },
    });
    expect(kept()?.quality?.kld.value).toBeCloseTo(0.1, 6);
    // The chat has its model back.
    expect(services.model.loan).toBeUndefined();
  });

  test('keeps the error of the weights when it is stopped, and does not compute it again', async () => {
    const log: string[] = [];
    const measured = await set({
      log,
      beforeScore: ({ level }) => {
        if (level === 'q4') measured.abort.abort();
      },
    });
    await expect(measured.run()).rejects.toMatchObject({ code: 'cancelled' });
    expect(measured.kept()).toMatchObject({ errors: [{ type: 'Q6_K' }], quality: null });
    expect(log.at(-1)).toBe('unload q4');

    const again = await set({ log: [] });
    again.services.modelStore.become({ models: measured.services.modelStore.current.models });
    await again.run();
    expect(again.services.library.calls).toEqual([]);
    expect(again.kept()?.quality).not.toBeNull();
  });

  test('tells what failed, with the error of the weights kept', async () => {
    const refused = fail('memory-refused', { stage: 'load', neededBytes: 1e9 });
    const { run, kept } = await set({
      log: [],
      loadError: ({ level }) => (level === 'fp32' ? refused : undefined),
    });
    await expect(run()).rejects.toMatchObject({ code: 'memory-refused' });
    expect(kept()?.quality).toBeNull();
  });

  test('says beforehand where the file’s own values are too large', async () => {
    const { option } = await set({ log: [] });
    expect(expandedTooLarge(option, 1e9)).toMatchObject({ limitBytes: 1e9 });
    expect(expandedTooLarge(option, 1e10)).toBeUndefined();
  });

  test('of another version of the app is as if it were not there', () => {
    const facts = { conversionCost: { schema: 2, errors: [], quality: null } as never };
    expect(keptCost(installedModel({ id, facts }))).toBeUndefined();
  });
});
