import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../core/random.ts';
import { Session } from '../../../workers/session.ts';
import { StopFlag } from '../../../workers/stop-signal.ts';
import { FakeDecoder } from './fake-decoder.ts';

const going = new StopFlag().signal(1);

describe('a session', () => {
  test('any sequence of prompts and steps gives the logits of a fresh start', async () => {
    const random = new SeededRandom(4);
    const whole = (limit: number): number => Math.floor(random.next() * limit);
    const decoder = new FakeDecoder();
    const session = new Session(decoder);
    let prompt: number[] = [];
    for (let round = 0; round < 300; round++) {
      // Changes anywhere, cuts, repetitions and extensions of the last prompt.
      prompt = prompt.slice(0, whole(prompt.length + 1));
      prompt.push(...Array.from({ length: 1 + whole(30) }, () => whole(3)));
      prompt = prompt.slice(0, 150);
      const cached = await session.rewind(prompt);
      expect(cached).toBeLessThan(prompt.length);
      const logits = await session.prefill(prompt, going);
      expect(logits).toEqual(decoder.logitsAfter(prompt));
      const answer = Array.from({ length: whole(6) }, () => whole(3));
      for (const token of answer) {
        const after = await session.step(token);
        prompt = [...prompt, token];
        expect(after).toEqual(decoder.logitsAfter(prompt));
      }
      expect(session.ids).toEqual(prompt);
    }
  });

  test('evaluates only what differs, and at least the last token', async () => {
    const decoder = new FakeDecoder();
    const session = new Session(decoder);
    await session.prefill([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], going);
    expect(await session.rewind([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(9);
    await session.prefill([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], going);
    // Of the same length, and differing early.
    expect(await session.rewind([1, 2, 9, 4, 5, 6, 7, 8, 9, 10])).toBe(2);
    expect(decoder.calls).toEqual([
      'prefill 8',
      'prefill 2',
      'truncate 9',
      'prefill 1',
      'truncate 2',
    ]);
  });

  test('hears a stop between chunks and keeps what it has', async () => {
    const decoder = new FakeDecoder();
    const session = new Session(decoder);
    const flag = new StopFlag();
    const prompt = Array.from({ length: 30 }, (_, index) => index);
    const progress: number[] = [];
    const logits = await session.prefill(prompt, flag.signal(7), (done) => {
      progress.push(done);
      if (done === 16) flag.cancel(7);
    });
    expect(logits).toBeUndefined();
    expect(progress).toEqual([8, 16]);
    expect(session.ids).toEqual(prompt.slice(0, 16));
    await session.rewind(prompt);
    expect(await session.prefill(prompt, going)).toEqual(decoder.logitsAfter(prompt));
  });

  test('is usable after an evaluation that failed', async () => {
    const decoder = new FakeDecoder();
    const session = new Session(decoder);
    await session.prefill([1, 2, 3], going);
    decoder.beforeEvaluation = () => {
      throw new Error('refused');
    };
    await expect(session.step(4)).rejects.toThrow('refused');
    decoder.beforeEvaluation = () => undefined;
    expect(session.ids).toEqual([1, 2, 3]);
    await session.rewind([1, 2, 3, 9]);
    expect(await session.prefill([1, 2, 3, 9], going)).toEqual(decoder.logitsAfter([1, 2, 3, 9]));
  });

  test('forgets what an evaluation that failed midway left in the cache', async () => {
    const decoder = new FakeDecoder();
    const session = new Session(decoder);
    await session.prefill([1, 2, 3], going);
    const failing = session.prefill([1, 2, 3, 4, 5, 6], going, undefined, (_logits, start) => {
      if (start === 4) throw new Error('not finite');
    });
    await expect(failing).rejects.toThrow('not finite');
    expect(decoder.length).toBe(5);
    await session.rewind([1, 2, 3, 9]);
    expect(await session.prefill([1, 2, 3, 9], going)).toEqual(decoder.logitsAfter([1, 2, 3, 9]));
  });

  test('gives the logits of all positions to a sink', async () => {
    const decoder = new FakeDecoder();
    const session = new Session(decoder);
    const prompt = Array.from({ length: 20 }, (_, index) => index % 5);
    const starts: number[] = [];
    await session.prefill(prompt, going, undefined, (logits, start, positions) => {
      expect(positions).toBe(1);
      expect(logits).toEqual(decoder.logitsAfter(prompt.slice(0, start + 1)));
      starts.push(start);
    });
    expect(starts).toEqual(prompt.map((_, index) => index));
  });
});

describe('the stop flag', () => {
  test('stops requests up to an id, by message or by shared memory', () => {
    const flag = new StopFlag();
    flag.cancel(5);
    flag.cancel(3);
    expect([4, 5, 6].map((id) => flag.signal(id).stopped)).toEqual([true, true, false]);
    const buffer = new SharedArrayBuffer(4);
    flag.share(buffer);
    Atomics.store(new Int32Array(buffer), 0, 6);
    expect([6, 7].map((id) => flag.signal(id).stopped)).toEqual([true, false]);
  });

  test('without shared memory lets a message in at each breath', async () => {
    const flag = new StopFlag();
    const signal = flag.signal(1);
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => flag.cancel(1);
    port1.postMessage('stop');
    for (let breath = 0; breath < 10 && !signal.stopped; breath++) await signal.breathe();
    expect(signal.stopped).toBe(true);
    port1.close();
    flag.close();
  });
});
