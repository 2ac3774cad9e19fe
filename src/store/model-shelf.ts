import { asFeatherweightError, type Failure } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import {
  installedSource,
  type InstalledModel,
  type InstalledPlace,
  type StoreApi,
  type StoreEvent,
  type StoreState,
  type Transfer,
  type VerifyResult,
} from '../../core/model-store.ts';
import type { ModelSource } from '../../core/contract.ts';
import type { Library } from './library.ts';

/** Of the file's own weights, where nothing tells their level. */
const unknownLevel: LevelId = 'fp32';

/** How far a verification has come. */
export interface Verifying {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** An installed model with the place where a worker opens it. */
export interface PlacedModel {
  readonly model: InstalledModel;
  readonly source: ModelSource;
}

/**
 * What the model store tells, kept up to date for the page. A model that came by a download is read
 * once it is here, so that its facts are known. Dispatches `change`.
 */
export class ModelShelf extends EventTarget {
  readonly store: StoreApi;
  readonly #library: Library;
  #state: StoreState | undefined;
  #error: Failure | undefined;
  readonly #verifying = new Map<string, Verifying>();
  readonly #places = new Map<string, InstalledPlace>();
  readonly #described = new Set<string>();
  readonly #unreadable = new Map<string, Failure>();
  readonly #ready: Promise<void>;
  #becomeReady!: () => void;

  constructor(store: StoreApi, library: Library) {
    super();
    this.store = store;
    this.#library = library;
    this.#ready = new Promise((resolve) => (this.#becomeReady = resolve));
    const watching = store.watch((events) => void this.#tell(events));
    watching.catch((thrown: unknown) => {
      this.#error = asFeatherweightError(thrown).failure;
      this.#becomeReady();
      this.#changed();
    });
  }

  /** When the first state has come, or can't come. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  get state(): StoreState | undefined {
    return this.#state;
  }

  /** Why there is no state. */
  get error(): Failure | undefined {
    return this.#error;
  }

  get verifying(): ReadonlyMap<string, Verifying> {
    return this.#verifying;
  }

  /** Why what a model's files hold could not be read, by its id. */
  get unreadable(): ReadonlyMap<string, Failure> {
    return this.#unreadable;
  }

  /** Models that are whole and whose facts are known. */
  get placed(): readonly PlacedModel[] {
    return (this.#state?.models ?? []).flatMap((model) => {
      const place = this.#places.get(model.id);
      return place && model.condition.kind === 'whole' && model.facts.levels
        ? [{ model, source: installedSource(model, place, unknownLevel) }]
        : [];
    });
  }

  /** Hashes a model's files again. */
  async verify(model: string): Promise<VerifyResult> {
    this.#verifying.set(model, { doneBytes: 0, totalBytes: 1 });
    this.#changed();
    try {
      return await this.store.verify(model);
    } finally {
      this.#verifying.delete(model);
      this.#changed();
    }
  }

  async #tell(events: readonly StoreEvent[]): Promise<void> {
    for (const event of events) this.#fold(event);
    await this.#findPlaces();
    this.#becomeReady();
    this.#changed();
    await this.#describeNew();
  }

  #fold(event: StoreEvent): void {
    switch (event.type) {
      case 'state':
        this.#state = event.state;
        return;
      case 'transfer': {
        const { transfer } = event;
        this.#update(({ transfers }) => ({ transfers: withTransfer(transfers, transfer) }));
        return;
      }
      case 'installed': {
        const { model } = event;
        this.#update(({ models, transfers }) => ({
          models: [...models.filter(({ id }) => id !== model.id), model],
          transfers: transfers.filter((each) => each.model.id !== model.id),
        }));
        return;
      }
      case 'verify': {
        const { model, doneBytes, totalBytes } = event;
        if (this.#verifying.has(model)) this.#verifying.set(model, { doneBytes, totalBytes });
      }
    }
  }

  #update(change: (state: StoreState) => Partial<StoreState>): void {
    if (this.#state) this.#state = { ...this.#state, ...change(this.#state) };
  }

  async #findPlaces(): Promise<void> {
    for (const { id, condition } of this.#state?.models ?? []) {
      if (condition.kind !== 'whole' || this.#places.has(id)) continue;
      try {
        this.#places.set(id, await this.store.place(id));
      } catch {
        // It was removed meanwhile, or is damaged: the next state says so.
      }
    }
  }

  async #describeNew(): Promise<void> {
    for (const model of this.#state?.models ?? []) {
      const place = this.#places.get(model.id);
      if (model.facts.levels || !place || this.#described.has(model.id)) continue;
      this.#described.add(model.id);
      try {
        const source = installedSource(model, place, unknownLevel);
        const { update, simdObstacle } = await this.#library.describe(source);
        if (simdObstacle) this.#unreadable.set(model.id, simdObstacle);
        const described = await this.store.describe(model.id, update);
        this.#fold({ type: 'installed', model: described });
      } catch (thrown) {
        this.#unreadable.set(model.id, asFeatherweightError(thrown).failure);
      }
      this.#changed();
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

const withTransfer = (transfers: readonly Transfer[], transfer: Transfer): readonly Transfer[] =>
  transfers.some(({ model }) => model.id === transfer.model.id)
    ? transfers.map((each) => (each.model.id === transfer.model.id ? transfer : each))
    : [...transfers, transfer];
