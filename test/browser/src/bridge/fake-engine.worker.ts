import { expose, transferHandlers } from 'comlink';
import { sendErrorsWhole } from '../../../../core/comlink-errors.ts';
import type {
  EngineApi,
  GenerateEvent,
  GenerateResult,
  LoadResult,
} from '../../../../core/contract.ts';
import { fail } from '../../../../core/errors.ts';
import { holdLifeLock } from '../../../../core/liveness.ts';
import { epochMs, ms } from '../../../../core/units.ts';

/**
 * An engine that does what the words of its orders say: `source.id` of a load, the last message of
 * a generation. It answers with words, one event each.
 */
sendErrorsWhole(transferHandlers);
holdLifeLock(self);

let stopFlag: Int32Array | null = null;
const cancelled = new Set<number>();
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const never = (): Promise<never> => new Promise(() => undefined);

async function obey(order: string): Promise<void> {
  if (order.startsWith('die')) {
    self.close();
    await never();
  }
  if (order.startsWith('hang')) await never();
  if (order.startsWith('crash')) {
    setTimeout(() => {
      throw new Error('crashed');
    });
    await never();
  }
  if (order.startsWith('lose the GPU')) throw fail('webgpu-lost', { stage: 'decode', reason: 'x' });
  if (order.startsWith('refuse'))
    throw fail('model-file-altered', { file: 'model.onnx' }, new Error('hash differs'));
}

const api: EngineApi = {
  async load(request, onEvents) {
    stopFlag = request.stopFlag && new Int32Array(request.stopFlag);
    onEvents([
      { type: 'stage', stage: 'fetch', at: epochMs(1) },
      { type: 'bytes', file: 'a', loadedBytes: 3, totalBytes: 4, origin: 'network' },
    ]);
    await pause();
    await obey(request.source.id);
    return { variant: request.variant, threads: 1 } as LoadResult;
  },
  async generate({ id, messages }, onEvents) {
    const ids: number[] = [];
    const send = (event: GenerateEvent): void => {
      onEvents([event]);
    };
    const order = messages.at(-1)?.content ?? '';
    const stopped = (): boolean =>
      cancelled.has(id) || (stopFlag !== null && Atomics.load(stopFlag, 0) >= id);
    send({ type: 'prompt', promptTokens: 2, cachedTokens: 0, receivedAt: epochMs(0) });
    if (order.endsWith('in prefill')) await obey(order);
    const words = order === 'go on' ? 10_000 : 3;
    for (let word = 0; word < words && !stopped(); word++) {
      send({ type: 'token', id: word, text: `${word} `, at: epochMs(word) });
      ids.push(word);
      await pause();
      await obey(order);
    }
    const finishReason = stopped() ? 'cancelled' : 'stop';
    const text = ids.map((word) => `${word} `).join('');
    return { text, ids, finishReason, promptIds: [id] } as unknown as GenerateResult;
  },
  async score(request, onEvents) {
    const times = { totalMs: ms(1), logitsMs: ms(0), tokens: 2 };
    onEvents([{ type: 'scored', tokens: 1, total: 2 }]);
    await pause();
    if (request.kind === 'choice') {
      await obey(request.context);
      return { kind: 'choice', endings: [], times };
    }
    const nll = Float32Array.of(request.id);
    return {
      kind: 'chunk',
      nll,
      bytes: new Uint16Array(1),
      top: new Uint32Array(1),
      against: null,
      logProbs: null,
      times,
    };
  },
  tokenize: ({ text }) => Promise.resolve(Uint32Array.from(new TextEncoder().encode(text))),
  async bench(request, onEvents) {
    if (request.kind !== 'test') return { kind: 'calibration', durations: [ms(1)] };
    const stopped = (): boolean =>
      cancelled.has(request.id) || (stopFlag !== null && Atomics.load(stopFlag, 0) >= request.id);
    for (let done = 0; done < request.nGen; done++) {
      const at = epochMs(done);
      const total = request.nGen;
      onEvents([{ type: 'tokens', phase: 'generation', repetition: 0, done, total, at }]);
      await pause();
      if (request.nPrompt === 13) await obey('die');
      if (stopped()) throw fail('cancelled', {});
    }
    return {
      kind: 'test',
      samples: [request.nGen],
      durations: [],
      prompt: [],
      generation: [],
      timeToFirstToken: [],
    };
  },
  countTokens: ({ messages }) => Promise.resolve(messages.length),
  memory: never,
  cancel: (id) => void cancelled.add(id),
  dispose: () => Promise.resolve(),
};

expose(api);
