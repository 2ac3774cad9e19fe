import { afterEach, describe, expect, test } from 'vitest';
import type {
  GenerateEvent,
  GenerateRequest,
  LoadRequest,
  LoadResult,
} from '../../../core/contract.ts';
import { FeatherweightError, fail } from '../../../core/errors.ts';
import { loadFigures } from '../../../core/metrics/load.ts';
import { bytes, epochMs } from '../../../core/units.ts';
import { Host, type LoadVariant } from '../../../workers/host.ts';
import { Session } from '../../../workers/session.ts';
import { byteTokenizer, endId, utf8 } from './byte-tokenizer.ts';
import { FakeDecoder } from './fake-decoder.ts';

const variant = { model: 'tiny', level: 'fp32', engine: 'wasm' } as const;
const load = loadFigures(10, { fetchMs: 4 }, 'storage');

const loadRequest: LoadRequest = {
  id: 1,
  variant,
  source: { id: 'tiny', baseUrl: 'https://localhost/', graph: '', files: [], shippedLevel: 'fp32' },
  contextLength: 200,
  threads: 1,
  requestedAt: epochMs(0),
  stopFlag: null,
  form: 'auto',
};

const ask = (text: string, change: Partial<GenerateRequest> = {}): GenerateRequest => ({
  id: 2,
  messages: [{ role: 'user', content: text }],
  continueIds: [],
  sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 },
  maxTokens: 100,
  stopStrings: [],
  ...change,
});

const hosts: Host[] = [];
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.dispose()));
});

/** A host whose model answers each chat with `answer`, a token a byte. */
async function hostThatSays(
  answer: readonly number[],
  spec: ConstructorParameters<typeof FakeDecoder>[0] = {},
  stopFlag: SharedArrayBuffer | null = null,
  template?: string,
): Promise<{ host: Host; decoder: FakeDecoder }> {
  const ends = (ids: readonly number[]): number => ids.lastIndexOf(endId) + 1;
  const decoder = new FakeDecoder(spec, (ids) => answer[ids.length - ends(ids)] ?? endId);
  const tokenizer = byteTokenizer(template);
  const host = new Host(
    () =>
      Promise.resolve({
        variant: { variant, tokenizer, session: new Session(decoder), load },
        result: { variant, form: 'expanded', weightBytes: bytes(0) } as LoadResult,
      }),
    epochMs(0),
  );
  hosts.push(host);
  await host.load({ ...loadRequest, stopFlag }, () => undefined);
  return { host, decoder };
}

const code = (error: unknown): unknown => error instanceof FeatherweightError && error.code;
const failure = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => 'none', code);
const textOf = (events: readonly GenerateEvent[]): string =>
  events.map((event) => (event.type === 'token' ? event.text : '')).join('');

describe('an answer', () => {
  test('streams whole characters and ends with the turn', async () => {
    const text = '안녕 🙂!';
    const { host } = await hostThatSays(utf8(text));
    const events: GenerateEvent[] = [];
    const result = await host.generate(ask('hi'), (batch) => events.push(...batch));
    expect(result).toMatchObject({ text, finishReason: 'stop', variant });
    expect(result.ids).toEqual([...utf8(text), endId]);
    expect(result.promptIds).toEqual([...utf8('uhi'), endId]);
    expect(textOf(events)).toBe(text);
    expect(events.filter(({ type }) => type === 'token')).toHaveLength(result.ids.length);
    expect(events[0]).toMatchObject({
      type: 'prompt',
      promptTokens: 4,
      cachedTokens: 0,
      receivedAt: expect.any(Number) as number,
    });
    for (const event of events) expect(JSON.stringify(event)).not.toContain('�');
  });

  test('carries its figures', async () => {
    const { host } = await hostThatSays(utf8('abc'));
    const first = await host.generate(ask('hi'), () => undefined);
    expect(first.figures).toMatchObject({
      promptTokens: 4,
      cachedTokens: 0,
      sampledTokens: 4,
      load,
      firstAfterLoad: true,
    });
    const { ttftMs, prefillMs, decodeMs, tokenGapMs } = first.figures;
    expect(Number(ttftMs)).toBeGreaterThanOrEqual(Number(prefillMs));
    expect(tokenGapMs).toHaveProperty('all.length', 3);
    const gaps = 'all' in tokenGapMs ? tokenGapMs.all : [];
    expect(gaps.reduce((a, b) => a + b, 0)).toBeCloseTo(Number(decodeMs), 6);
    expect(first.totalMs).toBeGreaterThanOrEqual(Number(ttftMs));
    const again = await host.generate(ask('hi', { id: 3 }), () => undefined);
    expect(again.figures).toMatchObject({ cachedTokens: 3, firstAfterLoad: false });
  });

  test('of a next turn evaluates only what is new', async () => {
    const { host, decoder } = await hostThatSays(utf8('yes'));
    await host.generate(ask('one'), () => undefined);
    decoder.calls.length = 0;
    const result = await host.generate(
      ask('', {
        id: 3,
        messages: [
          { role: 'user', content: 'one' },
          { role: 'assistant', content: 'yes' },
          { role: 'user', content: 'two' },
        ],
      }),
      () => undefined,
    );
    // "uone<end>" is shared; this template writes "a" before the answer, which was not there.
    expect(result.figures.cachedTokens).toBe(5);
    expect(decoder.calls.slice(0, 3)).toEqual(['truncate 5', 'prefill 8', 'prefill 2']);
  });

  test('ends at its most tokens and goes on as if it had not', async () => {
    const text = '가나다라';
    const { host } = await hostThatSays(utf8(text));
    const whole = await host.generate(ask('x'), () => undefined);
    for (let cut = 1; cut < utf8(text).length; cut++) {
      const first = await host.generate(ask('x', { id: 3, maxTokens: cut }), () => undefined);
      expect(first.finishReason).toBe('length');
      const rest = await host.generate(
        ask('x', { id: 4, continueIds: first.ids }),
        () => undefined,
      );
      expect(first.text + rest.text).toBe(text);
      expect([...first.ids, ...rest.ids]).toEqual(whole.ids);
      expect(rest.promptIds).toEqual([...first.promptIds, ...first.ids]);
    }
  });

  test('ends before a stop string, none of which is shown', async () => {
    const { host } = await hostThatSays(utf8('one\n\ntwo'));
    const events: GenerateEvent[] = [];
    const result = await host.generate(ask('x', { stopStrings: ['\n\n'] }), (batch) =>
      events.push(...batch),
    );
    expect(result).toMatchObject({ text: 'one', finishReason: 'stop-string' });
    expect(textOf(events)).toBe('one');
  });

  test('ends when the context is full, with the token that filled it', async () => {
    const { host } = await hostThatSays(utf8('abcdefgh'), { contextLength: 7 });
    const result = await host.generate(ask('hi'), () => undefined);
    expect(result).toMatchObject({ text: 'abcd', finishReason: 'context' });
  });

  test('shows U+FFFD for bytes that are no character', async () => {
    const { host } = await hostThatSays([0x61, 0xff, 0x62, 0xed]);
    const result = await host.generate(ask('x'), () => undefined);
    expect(result.text).toBe('a�b�');
  });
});

describe('a stop', () => {
  test.each(['message', 'shared memory'])(
    'by %s ends the answer and keeps what was written',
    async (way) => {
      const flag = way === 'message' ? null : new SharedArrayBuffer(4);
      const { host, decoder } = await hostThatSays(utf8('abcdefgh'), {}, flag);
      let evaluations = 0;
      decoder.beforeEvaluation = () => {
        evaluations++;
        if (evaluations !== 4) return;
        if (flag) Atomics.store(new Int32Array(flag), 0, 2);
        else host.cancel(2);
      };
      const result = await host.generate(ask('x'), () => undefined);
      expect(result).toMatchObject({ text: 'abc', finishReason: 'cancelled' });
      decoder.beforeEvaluation = () => undefined;
      const next = await host.generate(ask('x', { id: 3 }), () => undefined);
      expect(next).toMatchObject({ text: 'abcdefgh', finishReason: 'stop' });
    },
  );

  test('during prefill comes within a chunk, and figures say what there is not', async () => {
    const { host, decoder } = await hostThatSays(utf8('a'));
    decoder.beforeEvaluation = () => host.cancel(2);
    const result = await host.generate(ask('x'.repeat(50)), () => undefined);
    expect(decoder.calls).toEqual(['prefill 8']);
    expect(result).toMatchObject({
      text: '',
      finishReason: 'cancelled',
      figures: {
        sampledTokens: 0,
        ttftMs: { notMeasurable: 'stopped-before-first-token' },
        decodeTps: { notMeasurable: 'fewer-than-two-tokens' },
      },
    });
  });

  test('of a request that has ended stops nothing', async () => {
    const { host } = await hostThatSays(utf8('ab'));
    await host.generate(ask('x'), () => undefined);
    host.cancel(2);
    const next = await host.generate(ask('x', { id: 3 }), () => undefined);
    expect(next.finishReason).toBe('stop');
  });
});

describe('what a host refuses', () => {
  test('an empty prompt, one that is too long, sampling out of its limits', async () => {
    const { host } = await hostThatSays(utf8('ab'), { contextLength: 20 });
    const generate = (request: GenerateRequest) => failure(host.generate(request, () => undefined));
    expect(await generate(ask(' \n '))).toBe('prompt-empty');
    expect(await generate(ask('', { messages: [] }))).toBe('prompt-empty');
    await expect(host.generate(ask('x'.repeat(30)), () => undefined)).rejects.toMatchObject({
      failure: {
        code: 'prompt-too-long',
        parameters: { promptTokens: 32, contextLength: 20 },
      },
    });
    const sampling = { ...ask('').sampling, topP: 2 };
    expect(await generate(ask('x', { sampling }))).toBe('request-invalid');
    expect(await generate(ask('x', { maxTokens: 0 }))).toBe('request-invalid');
    expect(await generate(ask('x'))).toBe('none');
  });

  test('a second answer while one is written, a second load, an answer before the load', async () => {
    const { host } = await hostThatSays(utf8('abc'));
    const first = host.generate(ask('x'), () => undefined);
    expect(await failure(host.generate(ask('y', { id: 3 }), () => undefined))).toBe('internal');
    expect((await first).text).toBe('abc');
    expect(await failure(host.load({ ...loadRequest, id: 4 }, () => undefined))).toBe('internal');
    const empty = new Host(() => Promise.reject(new Error('never')), epochMs(0));
    expect(await failure(empty.generate(ask('x'), () => undefined))).toBe('internal');
    expect(await failure(empty.memory())).toBe('internal');
  });

  test('counts tokens without answering', async () => {
    const { host, decoder } = await hostThatSays(utf8('abc'));
    const messages = [{ role: 'user', content: 'four' }] as const;
    expect(await host.countTokens({ messages, continueIds: [1, 2] })).toBe(8);
    expect(await host.countTokens({ messages: [], continueIds: [] })).toBe(0);
    expect(decoder.calls).toEqual([]);
  });

  test('errors of the engine come out catalogued', async () => {
    const { host, decoder } = await hostThatSays(utf8('abc'));
    decoder.beforeEvaluation = () => {
      throw new TypeError('x is not a function');
    };
    expect(await failure(host.generate(ask('x'), () => undefined))).toBe('internal');
    decoder.beforeEvaluation = () => {
      throw fail('webgpu-lost', { stage: 'decode', reason: 'gone' });
    };
    expect(await failure(host.generate(ask('x', { id: 3 }), () => undefined))).toBe('webgpu-lost');
  });
});

test('cancelling a load aborts what it waits for, and another may follow', async () => {
  const waits: LoadVariant = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(fail('cancelled', {})));
    });
  const host = new Host(waits, epochMs(0));
  for (const id of [1, 2]) {
    const loading = failure(host.load({ ...loadRequest, id }, () => undefined));
    host.cancel(id);
    expect(await loading).toBe('cancelled');
  }
});

describe('a model that thinks first', () => {
  /** As Qwen3's: earlier thinking is left out, and `enable_thinking` false closes it at once. */
  const template =
    "{% for m in messages %}{% set c = m['content'] %}{% if m['role'] == 'assistant' and '</think>' in c %}" +
    "{% set c = c.split('</think>')[-1].lstrip('\\n') %}{% endif %}{{ m['role'][0] + c + '<end>' }}{% endfor %}" +
    "{% if enable_thinking is defined and enable_thinking is false %}{{ '<think></think>' }}{% endif %}";
  const thought = '<think>Hm.</think>\n\nYes';

  test('is counted and timed apart from its answer, and streams marked', async () => {
    const { host } = await hostThatSays(utf8(thought), {}, null, template);
    const events: GenerateEvent[] = [];
    const { text, ids, figures } = await host.generate(ask('hi'), (batch) => events.push(...batch));
    expect(text).toBe(thought);
    expect(figures.thinking?.tokens).toBe('<think>Hm.</think>'.length);
    expect(figures.sampledTokens).toBe(ids.length);
    const marked = events.filter((event) => event.type === 'token' && event.thinking);
    // The tokens before the mark was whole could not be told yet.
    expect(marked).toHaveLength('>Hm.</think>'.length);
    const at = (index: number) => {
      const event = events.filter(({ type }) => type === 'token')[index];
      return event?.type === 'token' ? event.at : 0;
    };
    expect(figures.thinking?.thinkingMs).toBeCloseTo(at(17) - at(0), 6);
    const received = events[0]?.type === 'prompt' ? events[0].receivedAt : 0;
    expect(figures.thinking?.firstAnswerMs).toBeCloseTo(at(20) - received, 6);
  });

  test('stopped before its answer says that there is none', async () => {
    const { host } = await hostThatSays(utf8(thought), {}, null, template);
    const { figures } = await host.generate(ask('hi', { maxTokens: 9 }), () => undefined);
    expect(figures.thinking).toMatchObject({
      tokens: 9,
      firstAnswerMs: { notMeasurable: 'stopped-while-thinking' },
    });
  });

  test('is told by the template whether to think, and earlier thinking is left out', async () => {
    const { host } = await hostThatSays(utf8('Yes'), {}, null, template);
    const prompt = async (change: Partial<GenerateRequest>): Promise<number> =>
      (await host.generate(ask('hi', change), () => undefined)).promptIds.length;
    const plain = await prompt({});
    expect(await prompt({ think: true })).toBe(plain);
    expect(await prompt({ think: false })).toBe(plain + '<think></think>'.length);
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: thought },
      { role: 'user', content: 'b' },
    ] as const;
    const { promptIds } = await host.generate(ask('', { messages }), () => undefined);
    const turn = (text: string): readonly number[] => [...utf8(text), endId];
    expect(promptIds).toEqual([...turn('ua'), ...turn('aYes'), ...turn('ub')]);
  });

  test('thinking that the template opened is part of the text, once', async () => {
    const opens = `${template}{{ '<think>\\n' }}`;
    const { host } = await hostThatSays(utf8('<think>\nHm</think>Yes'), {}, null, opens);
    const events: GenerateEvent[] = [];
    const first = await host.generate(ask('hi', { maxTokens: 2 }), (all) => events.push(...all));
    expect(first.text).toBe('<think>\nHm');
    expect(textOf(events)).toBe(first.text);
    expect(first.figures.thinking?.tokens).toBe(2);
    const rest = await host.generate(ask('hi', { continueIds: first.ids }), () => undefined);
    expect(rest.text).toBe('</think>Yes');
    expect(rest.figures.thinking?.tokens).toBe('</think>'.length);
  });
});
