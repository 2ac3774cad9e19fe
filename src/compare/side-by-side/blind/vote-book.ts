import type { VoteRecord, VoteStore } from '../../../store/votes.ts';

/** The blind votes of this device, kept where the browser lets them be. Dispatches `change`. */
export class VoteBook extends EventTarget {
  readonly #store: VoteStore;
  #votes: readonly VoteRecord[] = [];
  #kept = true;

  constructor(store: VoteStore) {
    super();
    this.#store = store;
    store.addEventListener('change', () => void this.refresh());
    void this.refresh();
  }

  get votes(): readonly VoteRecord[] {
    return this.#votes;
  }

  /** False where the browser refuses to store votes: they then last as long as the page. */
  get kept(): boolean {
    return this.#kept;
  }

  async refresh(): Promise<void> {
    await this.#trying(async () => {
      this.#votes = await this.#store.list();
    });
  }

  async add(vote: VoteRecord): Promise<void> {
    this.#votes = [...this.#votes, vote];
    await this.#trying(() => this.#store.add(vote));
  }

  async clear(): Promise<void> {
    this.#votes = [];
    await this.#trying(() => this.#store.clear());
  }

  async #trying(task: () => Promise<void>): Promise<void> {
    try {
      await task();
      this.#kept = true;
    } catch {
      this.#kept = false;
    }
    this.dispatchEvent(new Event('change'));
  }
}
