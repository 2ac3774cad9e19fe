import { afterEach, describe, expect, it } from 'vitest';
import type { BenchEvent } from '../../../../core/bench.ts';
import type { ChatMessage, GenerateEvent } from '../../../../core/contract.ts';
import { FeatherweightError } from '../../../../core/errors.ts';
import { createEngine } from '../../../../src/bridge/create-engine.ts';
import type { Engine, VariantRequest } from '../../../../src/bridge/engine.ts';

const engines: Engine[] = [];
let workersStarted = 0;

function newEngine(stopGraceMs?: number): Engine {
  const engine = createEngine({
    ...(stopGraceMs === undefined ? {} : { stopGraceMs }),
    startWorker: (name) => {
      workersStarted++;
      return new Worker(new URL('./fake-engine.worker.ts', import.meta.url), {
        type: 'module',
        name,
      });
    },
  });
  engines.push(engine);
  return engine;
}

const variantRequest = (order: string): VariantRequest => ({
  variant: { model: 'tiny', level: 'q4', engine: 'wasm' },
  source: { id: order, baseUrl: '/', graph: 'a', files: [], shippedLevel: 'q4' },
  contextLength: 32,
  threads: 1,
  form: 'auto',
});

const ask = (engine: Engine, order: string, signal?: AbortSignal, seen?: GenerateEvent[]) => {
  const messages: ChatMessage[] = [{ role: 'user', content: order }];
  return engine.generate(
    { messages, continueIds: [], sampling: {} as never, maxTokens: 9, stopStrings: [] },
    {
      ...(signal ? { signal } : {}),
      onEvents: (events) => seen?.push(...events),
    },
  );
};

const failureOf = async (call: Promise<unknown>): Promise<FeatherweightError> => {
  const thrown: unknown = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(FeatherweightError);
  return thrown as FeatherweightError;
};

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

afterEach(() => {
  for (const engine of engines.splice(0)) engine.unload();
  workersStarted = 0;
});

describe('load', () => {
  it('passes through loading to ready, folding progress', async () => {
    const engine = newEngine();
    const kinds: string[] = [];
    let fetched = 0;
    engine.addEventListener('change', () => {
      kinds.push(engine.state.kind);
      if (engine.state.kind === 'loading') fetched = engine.state.progress.loadedBytes;
    });
    await engine.load(variantRequest('well'));
    expect(engine.state.kind).toBe('ready');
    expect(kinds[0]).toBe('loading');
    expect(fetched).toBe(3);
  });

  it('loads the same variant once, another in a new worker', async () => {
    const engine = newEngine();
    await Promise.all([engine.load(variantRequest('well')), engine.load(variantRequest('well'))]);
    await engine.load(variantRequest('well'));
    expect(workersStarted).toBe(1);
    await engine.load(variantRequest('also well'));
    expect(workersStarted).toBe(2);
  });

  it('brings errors over whole, and can be tried again', async () => {
    const engine = newEngine();
    const error = await failureOf(engine.load(variantRequest('refuse')));
    expect(error.failure).toEqual({
      code: 'model-file-altered',
      parameters: { file: 'model.onnx' },
    });
    expect((error.cause as Error).message).toContain('hash differs');
    expect(engine.state.kind).toBe('failed');
    await failureOf(engine.load(variantRequest('refuse')));
    expect(workersStarted).toBe(2);
  });

  it('ends when its signal aborts', async () => {
    const engine = newEngine();
    const abort = new AbortController();
    const load = engine.load(variantRequest('hang'), { signal: abort.signal });
    await until(() => engine.state.kind === 'loading' && engine.state.progress.loadedBytes > 0);
    abort.abort();
    expect((await failureOf(load)).code).toBe('cancelled');
    expect(engine.state.kind).toBe('unloaded');
  });

  it('goes on for a second who waits when the first gives up', async () => {
    const engine = newEngine();
    const abort = new AbortController();
    const first = engine.load(variantRequest('well'), { signal: abort.signal });
    const second = engine.load(variantRequest('well'));
    abort.abort();
    expect((await failureOf(first)).code).toBe('cancelled');
    await second;
    expect(engine.state.kind).toBe('ready');
  });

  it.each(['die', 'crash'])('tells when the worker does "%s"', async (order) => {
    const engine = newEngine();
    const error = await failureOf(engine.load(variantRequest(order)));
    expect(error.failure).toEqual({ code: 'worker-died', parameters: { stage: 'load' } });
    expect(engine.state.kind).toBe('failed');
  });

  it('tells when the worker script is missing', async () => {
    const engine = createEngine({
      startWorker: () => new Worker('/no-such-worker.js', { type: 'module' }),
    });
    const error = await failureOf(engine.load(variantRequest('well')));
    expect(error.code).toBe('worker-died');
  });
});

describe('generate', () => {
  it('streams events and gives the result', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const seen: GenerateEvent[] = [];
    const result = await ask(engine, 'hello', undefined, seen);
    expect(result.text).toBe('0 1 2 ');
    expect(seen.map(({ type }) => type)).toContain('token');
  });

  it('stops at its signal and keeps what was written', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const abort = new AbortController();
    const seen: GenerateEvent[] = [];
    const answer = ask(engine, 'go on', abort.signal, seen);
    await until(() => seen.length > 2);
    abort.abort();
    const result = await answer;
    expect(result.finishReason).toBe('cancelled');
    expect(result.ids.length).toBeGreaterThan(0);
    expect((await ask(engine, 'again')).finishReason).toBe('stop');
  });

  it('answers one at a time; one that waits can be withdrawn', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const abort = new AbortController();
    const first = ask(engine, 'one');
    const withdrawn = failureOf(ask(engine, 'two', abort.signal));
    const third = ask(engine, 'three');
    abort.abort();
    expect((await withdrawn).code).toBe('cancelled');
    const ids = (await Promise.all([first, third])).map(({ promptIds }) => promptIds[0] ?? 0);
    expect(ids[1]).toBeGreaterThan(ids[0] ?? 0);
  });

  it.each([
    ['die in prefill', 'prefill'],
    ['die', 'decode'],
  ])('tells when the worker does "%s", and starts another for the next', async (order, stage) => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const error = await failureOf(ask(engine, order));
    expect(error.failure).toEqual({ code: 'worker-died', parameters: { stage } });
    expect(engine.state.kind).toBe('failed');
    expect((await ask(engine, 'hello')).text).toBe('0 1 2 ');
    expect(workersStarted).toBe(2);
  });

  it('ends a worker whose GPU is lost', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    expect((await failureOf(ask(engine, 'lose the GPU'))).code).toBe('webgpu-lost');
    await ask(engine, 'hello');
    expect(workersStarted).toBe(2);
  });

  it('ends a worker that does not stop', async () => {
    const engine = newEngine(20);
    await engine.load(variantRequest('well'));
    const abort = new AbortController();
    const seen: GenerateEvent[] = [];
    const answer = failureOf(ask(engine, 'hang', abort.signal, seen));
    await until(() => seen.length > 0);
    abort.abort();
    expect((await answer).code).toBe('worker-died');
  });

  it('needs a variant', async () => {
    expect((await failureOf(ask(newEngine(), 'hello'))).code).toBe('internal');
  });
});

describe('bench', () => {
  const test = {
    kind: 'test',
    nPrompt: 0,
    nGen: 3,
    nDepth: 0,
    repetitions: 1,
    warmUp: false,
  } as const;

  it('passes events on and gives the result of its kind', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const seen: BenchEvent[] = [];
    const result = await engine.bench(test, { onEvents: (events) => seen.push(...events) });
    expect(result.samples).toEqual([3]);
    expect(seen.map(({ type }) => type)).toContain('tokens');
    expect((await engine.bench({ kind: 'calibration' })).durations).toEqual([1]);
  });

  it('stops at its signal', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const abort = new AbortController();
    const seen: BenchEvent[] = [];
    const bench = failureOf(
      engine.bench(
        { ...test, nGen: 10_000 },
        { signal: abort.signal, onEvents: (events) => seen.push(...events) },
      ),
    );
    await until(() => seen.length > 2);
    abort.abort();
    expect((await bench).code).toBe('cancelled');
    expect((await engine.bench(test)).samples).toEqual([3]);
    expect(workersStarted).toBe(1);
  });

  it('tells when the worker dies in it', async () => {
    const engine = newEngine();
    await engine.load(variantRequest('well'));
    const error = await failureOf(engine.bench({ ...test, nPrompt: 13 }));
    expect(error.failure).toEqual({ code: 'worker-died', parameters: { stage: 'decode' } });
    expect(engine.state.kind).toBe('failed');
  });
});

it('rejects a call under way when the variant is unloaded', async () => {
  const engine = newEngine();
  await engine.load(variantRequest('well'));
  const memory = failureOf(engine.memory());
  await until(() => true);
  engine.unload();
  expect((await memory).code).toBe('cancelled');
});
