import { proxy, transferHandlers, wrap, type Remote } from 'comlink';
import { sendErrorsWhole } from '../../../core/comlink-errors.ts';
import type {
  EngineApi,
  GenerateEvent,
  GenerateRequest,
  GenerateResult,
  LoadEvent,
  LoadRequest,
  LoadResult,
} from '../../../core/contract.ts';
import { epochMs } from '../../../core/units.ts';
import { embeddedModel } from '../../../models/catalogue.ts';

sendErrorsWhole(transferHandlers);

/** Where the test server has the embedded model. */
export const embeddedSource = {
  ...embeddedModel.source,
  baseUrl: new URL('/models/smollm2-135m-instruct/', location.href).href,
};

/** A real engine worker, without the page's bridge around it. */
export class EngineUnderTest {
  readonly #worker = new Worker(new URL('../../../workers/engine.worker.ts', import.meta.url), {
    type: 'module',
  });
  readonly api: Remote<EngineApi> = wrap<EngineApi>(this.#worker);
  readonly loadEvents: LoadEvent[] = [];
  readonly events: GenerateEvent[] = [];
  #lastId = 0;

  /** Of the request made last. */
  get lastId(): number {
    return this.#lastId;
  }

  load(change: Partial<LoadRequest>): Promise<LoadResult> {
    const request: LoadRequest = {
      id: ++this.#lastId,
      variant: { model: embeddedSource.id, level: 'q4', engine: 'wasm' },
      source: embeddedSource,
      contextLength: 512,
      threads: 'auto',
      requestedAt: epochMs(performance.timeOrigin + performance.now()),
      stopFlag: null,
      form: 'auto',
      ...change,
    };
    return this.api.load(
      request,
      proxy((events) => void this.loadEvents.push(...events)),
    );
  }

  generate(question: string, change: Partial<GenerateRequest> = {}): Promise<GenerateResult> {
    const request: GenerateRequest = {
      id: ++this.#lastId,
      messages: [{ role: 'user', content: question }],
      continueIds: [],
      sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 },
      maxTokens: 64,
      stopStrings: [],
      ...change,
    };
    return this.api.generate(
      request,
      proxy((events) => void this.events.push(...events)),
    );
  }

  end(): void {
    this.#worker.terminate();
  }
}
