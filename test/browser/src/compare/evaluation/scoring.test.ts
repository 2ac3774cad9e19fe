import { deleteDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FeatherweightError } from '../../../../../core/errors.ts';
import { referenceBytes, referenceFolder } from '../../../../../core/score.ts';
import { createEngine } from '../../../../../src/bridge/create-engine.ts';
import type { Engine } from '../../../../../src/bridge/engine.ts';
import { createEvaluation } from '../../../../../src/compare/evaluation/create-evaluation.ts';
import type {
  Evaluation,
  EvaluationPlan,
} from '../../../../../src/compare/evaluation/evaluation.ts';
import {
  dropReferences,
  keptChunks,
} from '../../../../../src/compare/evaluation/reference-files.ts';
import { readText } from '../../../../../src/compare/evaluation/read-text.ts';
import { embeddedSource } from '../../../workers/engine-under-test.ts';

/* The embedded model in real workers, with this browser's own storage. */

const variant = (level: 'fp32' | 'q4') =>
  ({ model: embeddedSource.id, level, engine: 'simd' }) as const;
const request = (level: 'fp32' | 'q4') => ({
  variant: variant(level),
  source: embeddedSource,
  contextLength: 512,
  threads: 2,
  form: 'auto' as const,
});

const text = (await (await fetch('/test/fixtures/wikitext2/excerpt.txt')).text()).slice(0, 1200);

const engines: Engine[] = [];
const newEngine = (): Engine => {
  const engine = createEngine();
  engines.push(engine);
  return engine;
};

beforeEach(() => Promise.all([deleteDB('featherweight-scores'), dropReferences()]));
afterEach(() => {
  for (const engine of engines.splice(0)) engine.unload();
});

const folderOf = async (key: string) =>
  (
    await (await navigator.storage.getDirectory()).getDirectoryHandle(referenceFolder)
  ).getDirectoryHandle(key);

describe('a chunk of the embedded model', () => {
  const key = 'a-test';

  it('is compared through storage and by hand with the same result', async () => {
    const engine = newEngine();
    await engine.load(request('q4'));
    const tokens = (await engine.tokenize(text)).slice(0, 160);
    const chunk = { kind: 'chunk', tokens, from: 120 } as const;
    const write = { mode: 'write', key, chunk: 3 } as const;
    const stored = await engine.score({ ...chunk, reference: write });
    expect(stored.logProbs).toBeNull();
    expect(stored.nll).toHaveLength(39);
    expect([...(await keptChunks(key))]).toEqual([3]);
    const file = await (await (await folderOf(key)).getFileHandle('3')).getFile();
    expect(file.size).toBe(referenceBytes(39, 49_152));

    const { logProbs } = await engine.score({ ...chunk, reference: { mode: 'return' } });
    if (!logProbs) throw new Error('no log-probabilities came back');
    const kept = new Uint8Array(await file.arrayBuffer());
    expect(logProbs.byteLength).toBe(kept.length);
    // `toEqual` takes half a minute for so many.
    expect(new Uint8Array(logProbs).every((byte, i) => byte === kept[i])).toBe(true);

    const read = await engine.score({ ...chunk, reference: { ...write, mode: 'read' } });
    const given = await engine.score({ ...chunk, reference: { mode: 'given', logProbs } });
    expect(read.against).toEqual(given.against);
    expect(Math.max(...(read.against?.kld ?? [1]).map(Math.abs))).toBeLessThan(5e-5);
    expect(read.nll).toEqual(stored.nll);
  });

  it('cut off while it was stored is never read', async () => {
    const engine = newEngine();
    await engine.load(request('q4'));
    const tokens = (await engine.tokenize(text)).slice(0, 40);
    const chunk = { kind: 'chunk', tokens, from: 20 } as const;
    const write = { mode: 'write', key, chunk: 0 } as const;
    await engine.score({ ...chunk, reference: write });
    // As it is on the device before the header, which is written last.
    const handle = await (await folderOf(key)).getFileHandle('0');
    const whole = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    whole.fill(0, 0, 32);
    const writable = await handle.createWritable();
    await writable.write(whole);
    await writable.close();
    expect([...(await keptChunks(key))]).toEqual([]);
    const failed: unknown = await engine
      .score({ ...chunk, reference: { ...write, mode: 'read' } })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'reference-missing' });
    // The engine goes on all the same.
    expect((await engine.score({ ...chunk, reference: null })).nll).toHaveLength(19);
  });

  it('stops, and a chat answers after it as before', async () => {
    const engine = newEngine();
    await engine.load(request('q4'));
    const ask = () =>
      engine.generate({
        messages: [{ role: 'user', content: 'Name a colour.' }],
        continueIds: [],
        sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 },
        maxTokens: 6,
        stopStrings: [],
      });
    const before = await ask();
    const tokens = (await engine.tokenize(text)).slice(0, 400);
    const abort = new AbortController();
    const scored = engine.score(
      {
        kind: 'chunk',
        tokens: new Uint32Array(512).map((_, i) => tokens[i % 256] ?? 0),
        from: 256,
        reference: null,
      },
      { signal: abort.signal, onEvents: () => abort.abort() },
    );
    const error: unknown = await scored.catch((thrown: unknown) => thrown);
    expect(error instanceof FeatherweightError && error.code).toBe('cancelled');
    const after = await ask();
    expect(after.ids).toEqual(before.ids);
    expect(after.figures.cachedTokens).toBe(0);
  });
});

it('an evaluation is taken up after a reload without loading what is scored', async () => {
  const plan: EvaluationPlan = {
    source: embeddedSource,
    variants: [variant('q4')],
    reference: variant('fp32'),
    text: { text: await readText('t.txt', new TextEncoder().encode(text)), chunks: 1 },
    choices: null,
    threads: 2,
  };
  const first: Evaluation = createEvaluation({ appVersion: '1', newEngine });
  const stopAtLevel = (): void => {
    if (first.state.kind === 'running' && first.state.rows[1]?.state.kind === 'chunk') first.stop();
  };
  first.addEventListener('change', stopAtLevel);
  await first.start(plan);
  expect(first.state.kind).toBe('stopped');
  expect(engines).toHaveLength(2);

  // Another page: nothing but what the device keeps.
  const second = createEvaluation({ appVersion: '1', newEngine });
  expect(await second.unfinished()).toEqual(plan);
  await second.start(plan);
  expect(engines).toHaveLength(3);
  if (second.state.kind !== 'finished') throw new Error(second.state.kind);
  const agreement = second.state.rows[1]?.result?.text?.agreement;
  // llama.cpp's kernels of 8-bit activations: 0.0028 nats from fp32, 96.5 % of tops.
  expect(agreement?.kld.value).toBeGreaterThan(0);
  expect(agreement?.kld.value).toBeLessThan(0.006);
  expect(agreement?.sameTop.value).toBeGreaterThan(0.9);
  await second.forget();
  expect(second.state.kind).toBe('idle');
});
