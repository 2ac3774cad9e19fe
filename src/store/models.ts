import { isStoragePersistent, persistStorage } from '../../core/capabilities.ts';
import { proxy, type Remote } from 'comlink';
import { asFeatherweightError, fail, type FeatherweightError } from '../../core/errors.ts';
import type {
  DownloadRequest,
  HubListing,
  HubRequest,
  InstalledModel,
  InstalledPlace,
  InstallRequest,
  ModelDescriptionUpdate,
  StoreApi,
  StoreEntry,
  StoreEvent,
  StoreState,
  VerifyResult,
} from '../../core/model-store.ts';
import { LiveWorker, type StartWorker } from '../bridge/live-worker.ts';

/** How a verification goes on. */
export interface VerifyProgress {
  readonly model: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What the page knows of the models on this device. */
export type ModelsState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly store: StoreState; readonly verifying?: VerifyProgress }
  /** The storage's worker couldn't be had; the next call starts another. */
  | { readonly kind: 'failed'; readonly error: FeatherweightError };

const startStoreWorker: StartWorker = (name) =>
  // Vite recognises a worker by this form only, options included.
  new Worker(new URL('../../workers/store.worker.ts', import.meta.url), { type: 'module', name });

/**
 * The page's side of the model store: starts its worker on first use, tells of changes, and rejects
 * with catalogued errors. Downloads go on while no screen shows them. Dispatches a plain `change`
 * event whenever `state` changes, and `installed` when a model has come in.
 */
export class Models extends EventTarget {
  readonly #start: StartWorker;
  #state: ModelsState = { kind: 'opening' };
  #worker: StoreWorker | undefined;

  constructor(start: StartWorker = startStoreWorker) {
    super();
    this.#start = start;
  }

  get state(): ModelsState {
    return this.#state;
  }

  /** Models that are whole, for pickers. */
  get installed(): readonly InstalledModel[] {
    return this.#state.kind === 'open'
      ? this.#state.store.models.filter(({ condition }) => condition.kind === 'whole')
      : [];
  }

  /** Starts to tell; the same as any other call would. */
  open(): Promise<StoreState> {
    return this.#call((store) => store.state());
  }

  /** Looks at the device again, such as after a load found a file missing. */
  async refresh(): Promise<void> {
    const store = await this.open();
    this.#told([{ type: 'state', state: store }]);
  }

  findVariants(request: HubRequest): Promise<HubListing> {
    return this.#call((store) => store.findVariants(request));
  }

  /** The first download also asks the browser to keep this storage for good. */
  async download(request: DownloadRequest): Promise<void> {
    // Firefox asks the person, who may take their time: nothing waits for it.
    void this.persist();
    await this.#call((store) => store.download(request));
  }

  pause(model: string): Promise<void> {
    return this.#call((store) => store.pause(model));
  }

  resume(model: string): Promise<void> {
    return this.#call((store) => store.resume(model));
  }

  cancel(model: string): Promise<void> {
    return this.#call((store) => store.cancel(model));
  }

  async install(request: InstallRequest): Promise<InstalledModel> {
    // Firefox asks the person, who may take their time: nothing waits for it.
    void this.persist();
    return this.#call((store) => store.install(request));
  }

  describe(model: string, update: ModelDescriptionUpdate): Promise<InstalledModel> {
    return this.#call((store) => store.describe(model, update));
  }

  rename(model: string, displayName: string): Promise<void> {
    return this.#call((store) => store.rename(model, displayName));
  }

  async verify(model: string): Promise<VerifyResult> {
    try {
      return await this.#call((store) => store.verify(model));
    } finally {
      if (this.#state.kind === 'open') this.#become({ kind: 'open', store: this.#state.store });
    }
  }

  remove(model: string): Promise<void> {
    return this.#call((store) => store.remove(model));
  }

  removeAll(): Promise<void> {
    return this.#call((store) => store.removeAll());
  }

  used(model: string): Promise<void> {
    return this.#call((store) => store.used(model));
  }

  place(model: string): Promise<InstalledPlace> {
    // comlink's type of the call gives each kind of place a promise of its own.
    return this.#call((store) => store.place(model) as Promise<InstalledPlace>);
  }

  /**
   * Asks the browser never to clear this storage to make room. It may ask the person, or decide by
   * how the page is used.
   *
   * @returns what holds now; false also where browsers don't offer it
   */
  async persist(): Promise<boolean> {
    return (await isStoragePersistent(globalThis)) || (await persistStorage(globalThis));
  }

  /** Ends the worker: what is arriving stops, and is resumed by the person or the next page. */
  close(): void {
    this.#worker?.terminate(fail('cancelled', {}));
    this.#worker = undefined;
    this.#become({ kind: 'opening' });
  }

  #become(state: ModelsState): void {
    this.#state = state;
    this.dispatchEvent(new Event('change'));
  }

  #told(events: readonly StoreEvent[]): void {
    let state = this.#state;
    let isInstalled = false;
    for (const event of events) {
      if (event.type === 'state')
        state = { ...(state.kind === 'open' ? state : {}), kind: 'open', store: event.state };
      else if (state.kind === 'open') state = folded(state, event);
      isInstalled ||= event.type === 'installed';
    }
    this.#become(state);
    if (isInstalled) this.dispatchEvent(new Event('installed'));
  }

  async #call<T>(run: (store: Remote<StoreApi>) => Promise<T>): Promise<T> {
    const worker = (this.#worker ??= this.#started());
    try {
      const store = await worker.race(worker.opened);
      return await worker.race(run(store));
    } catch (thrown) {
      throw asFeatherweightError(thrown);
    }
  }

  #started(): StoreWorker {
    const failed = (error: FeatherweightError): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#become({ kind: 'failed', error });
    };
    const worker = new StoreWorker(
      this.#start,
      (events) => {
        if (this.#worker === worker) this.#told(events);
      },
      failed,
    );
    return worker;
  }
}

type OpenState = Extract<ModelsState, { readonly kind: 'open' }>;

function folded(state: OpenState, event: Exclude<StoreEvent, { type: 'state' }>): OpenState {
  const { store } = state;
  switch (event.type) {
    case 'transfer': {
      const { transfer } = event;
      const transfers = store.transfers.map((each) =>
        each.model.id === transfer.model.id ? transfer : each,
      );
      return { ...state, store: { ...store, transfers } };
    }
    case 'installed': {
      const { model } = event;
      const models = [...store.models.filter(({ id }) => id !== model.id), model];
      const transfers = store.transfers.filter((each) => each.model.id !== model.id);
      return { ...state, store: { ...store, models, transfers } };
    }
    case 'verify': {
      const { model, doneBytes, totalBytes } = event;
      return { ...state, verifying: { model, doneBytes, totalBytes } };
    }
  }
}

/** The storage's worker with its store, once that is open. */
class StoreWorker extends LiveWorker<StoreEntry> {
  readonly opened: Promise<Remote<StoreApi>>;

  /** @param onEnd told when it has died or could not open the store */
  constructor(
    start: StartWorker,
    onEvents: (events: readonly StoreEvent[]) => void,
    onEnd: (error: FeatherweightError) => void,
  ) {
    super('store', start, (cause) => {
      const error = fail('storage-failed', { reason: cause.message }, cause);
      onEnd(error);
      return error;
    });
    this.opened = this.#open(onEvents);
    this.opened.catch((thrown: unknown) => {
      const error = asFeatherweightError(thrown);
      this.terminate(error);
      onEnd(error);
    });
  }

  async #open(onEvents: (events: readonly StoreEvent[]) => void): Promise<Remote<StoreApi>> {
    // comlink gives a proxy for what the worker marked as one; its type doesn't know the mark.
    const store = (await this.race(this.api.open())) as unknown as Remote<StoreApi>;
    await this.race(store.watch(proxy(onEvents)));
    return store;
  }
}
