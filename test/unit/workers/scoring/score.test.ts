import { describe, expect, test, vi } from 'vitest';
import { FeatherweightError } from '../../../../core/errors.ts';
import type {
  ChoiceScore,
  ChunkScore,
  ScoreChunkRequest,
  ScoreEvent,
} from '../../../../core/score.ts';
import { Session } from '../../../../workers/session.ts';
import { scoreChoice } from '../../../../workers/scoring/score-choice.ts';
import { scoreChunk } from '../../../../workers/scoring/score-chunk.ts';
import type { StopSignal } from '../../../../workers/stop-signal.ts';
import { utf8 } from '../byte-tokenizer.ts';
import { FakeDecoder } from '../fake-decoder.ts';

const goOn: StopSignal = { stopped: false, breathe: () => Promise.resolve() };
const tokens = Uint32Array.from({ length: 41 }, (_, i) => (i * i + 3) % 260);
const code = (error: unknown): unknown => error instanceof FeatherweightError && error.code;

const chunk = (change: Partial<ScoreChunkRequest> = {}): ScoreChunkRequest => ({
  id: 1,
  kind: 'chunk',
  tokens,
  from: 20,
  reference: null,
  ...change,
});

/** A session with its decoder in sight. */
class TestSession extends Session {
  readonly fake: FakeDecoder;

  constructor(fake: FakeDecoder) {
    super(fake);
    this.fake = fake;
  }
}

/** A session whose decoder has logits of its own for each `phase`. */
const sessionOf = (phase: number): TestSession => {
  const decoder = new FakeDecoder();
  const plain = decoder.logitsAfter.bind(decoder);
  decoder.logitsAfter = (ids) => plain(ids).map((logit, i) => 3 * logit + Math.cos(phase * i));
  return new TestSession(decoder);
};

/** Probabilities after the first `length` tokens, the slow way. */
function probabilities({ fake }: TestSession, length: number): readonly number[] {
  const logits = Array.from(fake.logitsAfter(Array.from(tokens.subarray(0, length))));
  const sum = logits.map(Math.exp).reduce((a, b) => a + b, 0);
  return logits.map((logit) => Math.exp(logit) / sum);
}

/** As many bytes as the token has in decimal digits. */
const bytesOf = (token: number): Uint8Array => new Uint8Array(String(token).length);

const argmax = (values: readonly number[]): number => values.indexOf(Math.max(...values));

const run = (
  session: Session,
  request: ScoreChunkRequest,
  stop = goOn,
  emit: (events: readonly ScoreEvent[]) => void = () => undefined,
): Promise<ChunkScore> => scoreChunk(session, bytesOf, request, stop, emit);

describe('a chunk', () => {
  test('scores the true token at every position from the first scored to the last but one', async () => {
    const session = sessionOf(0);
    const { nll, top, bytes, against, logProbs } = await run(session, chunk());
    expect(nll).toHaveLength(20);
    expect([...bytes]).toEqual([...tokens.subarray(21)].map((token) => String(token).length));
    expect(against).toBeNull();
    expect(logProbs).toBeNull();
    for (let i = 0; i < 20; i++) {
      const p = probabilities(session, 21 + i);
      expect(nll[i]).toBeCloseTo(-Math.log(p[tokens[21 + i] ?? 0] ?? 0), 5);
      expect(top[i]).toBe(argmax(p));
    }
  });

  test('is compared with a reference as the definitions say', async () => {
    const reference = sessionOf(0);
    const level = sessionOf(0.3);
    const write = { mode: 'write', key: 'k', chunk: 0 } as const;
    // Without storage, as here, the log-probabilities come back.
    const { logProbs } = await run(reference, chunk({ reference: write }));
    expect(logProbs).toBeInstanceOf(ArrayBuffer);
    const given = { mode: 'given', logProbs: logProbs as ArrayBuffer } as const;
    const { against, nll } = await run(level, chunk({ reference: given }));
    if (!against) throw new Error('not compared');
    for (let i = 0; i < 20; i++) {
      const p = probabilities(level, 21 + i);
      const pReference = probabilities(reference, 21 + i);
      const token = tokens[21 + i] ?? 0;
      const kld = pReference
        .map((pr, v) => (Math.log(pr) > -16 ? pr * Math.log(pr / (p[v] ?? 0)) : 0))
        .reduce((a, b) => a + b, 0);
      // A kept log-probability is off by 0.00012 nats at most.
      expect(Math.abs((against.kld[i] ?? 0) - kld)).toBeLessThan(1.3e-4);
      expect(against.dp[i]).toBeCloseTo((p[token] ?? 0) - (pReference[token] ?? 0), 6);
      expect(against.sameTop[i]).toBe(argmax(p) === argmax(pReference) ? 1 : 0);
      expect(against.referenceNll[i]).toBeCloseTo(-Math.log(pReference[token] ?? 0), 5);
      expect(nll[i]).not.toBeCloseTo(against.referenceNll[i] ?? 0, 6);
    }
  });

  test('diverges from itself by no more than rounding', async () => {
    const session = sessionOf(0);
    const { logProbs } = await run(
      session,
      chunk({ reference: { mode: 'write', key: 'k', chunk: 0 } }),
    );
    const reference = { mode: 'given', logProbs: logProbs as ArrayBuffer } as const;
    const { against } = await run(session, chunk({ reference }));
    expect(Math.max(...(against?.kld ?? [1]).map(Math.abs))).toBeLessThan(5e-5);
    expect(against?.sameTop.every((same) => same === 1)).toBe(true);
    expect(against?.dp.every((dp) => dp === 0)).toBe(true);
  });

  test('leaves out what the reference holds for all but impossible', async () => {
    const peaked = (bump: number): Session => {
      const decoder = new FakeDecoder();
      decoder.logitsAfter = () => {
        const logits = new Float32Array(260).fill(-20);
        logits[5] = 0;
        logits[6] = bump;
        return logits;
      };
      return new Session(decoder);
    };
    const write = { mode: 'write', key: 'k', chunk: 0 } as const;
    const { logProbs } = await run(peaked(-1), chunk({ reference: write }));
    const given = { mode: 'given', logProbs: logProbs as ArrayBuffer } as const;
    const { against } = await run(peaked(-2), chunk({ reference: given }));
    const [z1, z2] = [1 + Math.exp(-1), 1 + Math.exp(-2)];
    const expected =
      (1 / z1) * (Math.log(z2) - Math.log(z1)) +
      (Math.exp(-1) / z1) * (-1 - Math.log(z1) + 2 + Math.log(z2));
    expect(against?.kld[0]).toBeCloseTo(expected, 4);
  });

  test.each([
    ['other tokens', { tokens: Uint32Array.from(tokens, (token) => token ^ 1) }],
    ['another length', { tokens: tokens.subarray(1) }],
  ])('is not compared with the reference of %s', async (_, change) => {
    const session = sessionOf(0);
    const write = { mode: 'write', key: 'k', chunk: 0 } as const;
    const { logProbs } = await run(session, chunk({ reference: write }));
    const reference = { mode: 'given', logProbs: logProbs as ArrayBuffer } as const;
    await expect(run(session, chunk({ reference, ...change }))).rejects.toSatisfy(
      (error) => code(error) === 'reference-missing',
    );
  });

  test('is scored alike whatever was in the cache, and the session knows what is there then', async () => {
    const session = sessionOf(0);
    const first = await run(session, chunk());
    expect(session.ids).toEqual(Array.from(tokens.subarray(0, -1)));
    await session.step(7);
    const second = await run(session, chunk());
    expect(second.nll).toEqual(first.nll);
    // A chat that shares the first ten tokens goes on from them.
    expect(await session.rewind([...tokens.subarray(0, 10), 1, 2])).toBe(10);
  });

  test('stops between pieces', async () => {
    let breaths = 0;
    const stop: StopSignal = {
      get stopped() {
        return breaths > 2;
      },
      breathe: () => {
        breaths++;
        return Promise.resolve();
      },
    };
    const session = sessionOf(0);
    await expect(run(session, chunk(), stop)).rejects.toSatisfy(
      (error) => code(error) === 'cancelled',
    );
    expect(session.ids.length).toBeLessThan(40);
  });

  test('tells how far it is', async () => {
    const events: ScoreEvent[] = [];
    await run(sessionOf(0), chunk(), goOn, (batch) => events.push(...batch));
    expect(events.at(-1)).toEqual({ type: 'scored', tokens: 40, total: 40 });
  });

  test.each([
    ['one token', { tokens: tokens.subarray(0, 1), from: 0 }, 'request-invalid'],
    ['nothing to score', { from: 40 }, 'request-invalid'],
    ['more than the context holds', { tokens: new Uint32Array(300) }, 'prompt-too-long'],
  ])('with %s is refused', async (_, change, expected) => {
    await expect(run(sessionOf(0), chunk(change))).rejects.toSatisfy(
      (error) => code(error) === expected,
    );
  });

  test('with logits that are not finite fails rather than counts', async () => {
    const decoder = new FakeDecoder();
    vi.spyOn(decoder, 'logitsAfter').mockImplementation(() => new Float32Array(260).fill(NaN));
    await expect(run(new Session(decoder), chunk())).rejects.toThrow('not finite');
  });
});

describe('a question', () => {
  const context = 'The cat';
  const endings = ['sat down.', 'sat 위에', 'runs'];

  /** Sum of the log-probabilities of `text`'s tokens from `from` on, the slow way. */
  function logProb({ fake }: TestSession, text: string, from: number): number {
    const ids = utf8(text);
    let sum = 0;
    for (let i = from; i < ids.length; i++) {
      const logits = Array.from(fake.logitsAfter(ids.slice(0, i)));
      const logSum = Math.log(logits.map(Math.exp).reduce((a, b) => a + b, 0));
      sum += (logits[ids[i] ?? 0] ?? 0) - logSum;
    }
    return sum;
  }

  const ask = (
    session: Session,
    change: { context?: string; endings?: readonly string[] } = {},
  ): Promise<ChoiceScore> =>
    scoreChoice(
      session,
      utf8,
      { id: 1, kind: 'choice', context, endings, ...change },
      goOn,
      () => undefined,
    );

  test('scores each ending with its space, and what is its own', async () => {
    const session = sessionOf(0);
    const { endings: scores } = await ask(session);
    for (const [i, ending] of endings.entries()) {
      const whole = `${context} ${ending}`;
      expect(scores[i]?.logProb).toBeCloseTo(logProb(session, whole, context.length), 4);
      expect(scores[i]?.tokens).toBe(utf8(` ${ending}`).length);
      expect(scores[i]?.characters).toBe(Array.from(ending).length);
      // A byte a token: all endings share the context and the space.
      expect(scores[i]?.ownLogProb).toBeCloseTo(logProb(session, whole, context.length + 1), 4);
      expect(scores[i]?.ownTokens).toBe(utf8(ending).length);
    }
  });

  test('takes what all endings begin with as shared', async () => {
    const session = sessionOf(0);
    const { endings: scores } = await ask(session, { endings: ['sat down.', 'sat up.'] });
    const shared = `${context} sat `.length;
    expect(scores.map(({ ownTokens }) => ownTokens)).toEqual([5, 3]);
    expect(scores[0]?.ownLogProb).toBeCloseTo(logProb(session, `${context} sat down.`, shared), 4);
    expect(scores[0]?.logProb).toBeCloseTo(
      logProb(session, `${context} sat down.`, context.length),
      4,
    );
  });

  test('leaves a token of its own to an ending that begins another', async () => {
    const { endings: scores } = await ask(sessionOf(0), { endings: ['sat', 'sat down'] });
    expect(scores.map(({ ownTokens }) => ownTokens)).toEqual([1, 6]);
  });

  test('evaluates the context once', async () => {
    const session = sessionOf(0);
    const { calls } = session.fake;
    await ask(session, { endings: ['ab', 'cd', 'ef'] });
    expect(calls).toEqual([
      'prefill 7',
      'prefill 2',
      'truncate 7',
      'prefill 2',
      'truncate 7',
      'prefill 2',
    ]);
  });

  test('longer than the context is refused', async () => {
    await expect(ask(sessionOf(0), { context: 'x'.repeat(300) })).rejects.toSatisfy(
      (error) => code(error) === 'prompt-too-long',
    );
  });
});
