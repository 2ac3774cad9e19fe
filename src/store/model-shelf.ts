import type { ModelSource } from '../../core/contract.ts';
import { asFeatherweightError, type FeatherweightError, type Failure } from '../../core/errors.ts';
import type { LevelId } from '../../core/levels.ts';
import {
  installedSource,
  type InstalledModel,
  type InstalledPlace,
  type StoreApi,
  type StoreState,
  type VerifyResult,
} from '../../core/model-store.ts';
import type { Library } from './library.ts';
import type { ModelsState, VerifyProgress } from './models.ts';

/** The page's side of the model store (`Models`), or a stand-in for a test. Dispatches `change`. */
export interface DeviceModels extends EventTarget, Omit<StoreApi, 'watch' | 'state'> {
  readonly state: ModelsState;
  open(): Promise<StoreState>;
  persist(): Promise<boolean>;
}

/** Of the file's own weights, where nothing tells their level. */
const unknownLevel: LevelId = 'fp32';

/** An installed model with the place where a worker opens it. */
export interface PlacedModel {
  readonly model: InstalledModel;
  readonly source: ModelSource;
}

/**
 * The models of this device as the rest of the page uses them. A model that came by a download is read
 * once it is here, so that its facts are known. Dispatches `change`.
 */
export class ModelShelf extends EventTarget {
  readonly store: DeviceModels;
  readonly #library: Library;
  readonly #places = new Map<string, InstalledPlace>();
  /** Models that were read in this visit, by id and arrival. */
  readonly #described = new Set<string>();
  readonly #unreadable = new Map<string, Failure>();
  readonly #ready: Promise<void>;
  #working: Promise<void> = Promise.resolve();

  constructor(store: DeviceModels, library: Library) {
    super();
    this.store = store;
    this.#library = library;
    store.addEventListener('change', () => this.#follow());
    this.#ready = store.open().then(
      () => this.#working,
      // The state says what failed.
      () => this.#changed(),
    );
    this.#follow();
  }

  /** When the models of this device are known, or can't be. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  get state(): StoreState | undefined {
    const { state } = this.store;
    return state.kind === 'open' ? state.store : undefined;
  }

  /** Why there is no state. */
  get error(): FeatherweightError | undefined {
    const { state } = this.store;
    return state.kind === 'failed' ? state.error : undefined;
  }

  /** The verification under way. */
  get verifying(): VerifyProgress | undefined {
    const { state } = this.store;
    return state.kind === 'open' ? state.verifying : undefined;
  }

  /** Why what a model's files hold could not be read, by its id. */
  get unreadable(): ReadonlyMap<string, Failure> {
    return this.#unreadable;
  }

  /** Models that are whole and whose facts are known. */
  get placed(): readonly PlacedModel[] {
    return (this.state?.models ?? []).flatMap((model) => {
      const place = this.#places.get(keyOf(model));
      return place && model.condition.kind === 'whole' && model.facts.levels
        ? [{ model, source: installedSource(model, place, unknownLevel) }]
        : [];
    });
  }

  verify(model: string): Promise<VerifyResult> {
    return this.store.verify(model);
  }

  #follow(): void {
    this.#changed();
    this.#working = this.#working.then(() => this.#findPlaces());
    void this.#working.then(() => this.#describeNew());
  }

  async #findPlaces(): Promise<void> {
    for (const model of this.state?.models ?? []) {
      if (model.condition.kind !== 'whole' || this.#places.has(keyOf(model))) continue;
      try {
        this.#places.set(keyOf(model), await this.store.place(model.id));
        this.#changed();
      } catch {
        // It was removed meanwhile, or is damaged: the next state says so.
      }
    }
  }

  async #describeNew(): Promise<void> {
    for (const model of this.state?.models ?? []) {
      const key = keyOf(model);
      const place = this.#places.get(key);
      if (model.facts.levels || !place || this.#described.has(key)) continue;
      this.#described.add(key);
      try {
        const source = installedSource(model, place, unknownLevel);
        const { update, simdObstacle } = await this.#library.describe(source);
        if (simdObstacle) this.#unreadable.set(model.id, simdObstacle);
        await this.store.describe(model.id, update);
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

/** Another model may come under the name of one that was removed. */
const keyOf = ({ id, installedAt }: InstalledModel): string => `${id} ${installedAt}`;
