import {
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
} from 'idb';
import { fail } from '../../core/errors.ts';
import { byStart, type BenchmarkRecord, type BenchmarkStore } from './benchmark-results.ts';
import { readResult } from './benchmark-schema.ts';

interface StoredRecord {
  readonly id: string;
  /** Read through `readResult`: another version may have written it. */
  readonly result: unknown;
  readonly importedAt: number | null;
}

interface BenchmarkDatabase extends DBSchema {
  results: { key: string; value: StoredRecord };
}

type Upgrade = IDBPTransaction<BenchmarkDatabase, StoreNames<BenchmarkDatabase>[], 'versionchange'>;

/** Step n makes version n + 1 of the database. Steps are only ever added. */
const migrations: readonly ((upgrade: Upgrade) => void)[] = [
  ({ db }) => {
    db.createObjectStore('results', { keyPath: 'id' });
  },
];

const databaseName = 'featherweight-benchmarks';

/** An opening may never end, where another tab's older version holds on. */
const openingLimitMs = 10_000;

/** Results in IndexedDB; those that it refuses, in memory beside it. */
export class IndexedDbBenchmarkStore extends EventTarget implements BenchmarkStore {
  problem: BenchmarkStore['problem'];
  #database: Promise<IDBPDatabase<BenchmarkDatabase>> | undefined;
  /** What could not be stored. */
  readonly #unstored = new Map<string, BenchmarkRecord>();
  readonly #otherTabs = new BroadcastChannel(databaseName);

  constructor() {
    super();
    this.#otherTabs.addEventListener('message', () => this.dispatchEvent(new Event('change')));
  }

  /** Ends its connection and hears no more of other tabs. */
  async close(): Promise<void> {
    this.#otherTabs.close();
    const database = await this.#database?.catch(() => undefined);
    database?.close();
    this.#database = undefined;
  }

  async list(): Promise<readonly BenchmarkRecord[]> {
    let stored: readonly StoredRecord[] = [];
    try {
      stored = await (await this.#open()).getAll('results');
    } catch {
      this.problem ??= 'storage-blocked';
    }
    const records = stored.flatMap(({ id, result, importedAt }): BenchmarkRecord[] => {
      if (this.#unstored.has(id)) return [];
      const read = readResult(result);
      return read.kind === 'result' ? [{ result: read.result, importedAt }] : [];
    });
    return [...records, ...this.#unstored.values()].sort(byStart);
  }

  async put(record: BenchmarkRecord): Promise<void> {
    const { result, importedAt } = record;
    try {
      await (await this.#open()).put('results', { id: result.id, result, importedAt });
      this.#unstored.delete(result.id);
      if (this.#unstored.size === 0) this.problem = undefined;
      this.#otherTabs.postMessage(result.id);
    } catch (refused) {
      this.problem = isFull(refused) ? 'storage-full' : 'storage-blocked';
      this.#unstored.set(result.id, record);
    }
    this.dispatchEvent(new Event('change'));
  }

  async delete(id: string): Promise<void> {
    await this.#remove((database) => database.delete('results', id));
    this.#unstored.delete(id);
    this.#removed();
  }

  async clear(): Promise<void> {
    await this.#remove((database) => database.clear('results'));
    this.#unstored.clear();
    this.#removed();
  }

  async #remove(
    remove: (database: IDBPDatabase<BenchmarkDatabase>) => Promise<void>,
  ): Promise<void> {
    try {
      await remove(await this.#open());
    } catch (refused) {
      // Nothing is stored where storing was refused from the start: there is memory alone to free.
      if (this.problem !== 'storage-blocked') throw fail('storage-blocked', {}, refused);
    }
  }

  #removed(): void {
    if (this.#unstored.size === 0 && this.problem === 'storage-full') this.problem = undefined;
    this.#otherTabs.postMessage('');
    this.dispatchEvent(new Event('change'));
  }

  /** The open database; opened again after the browser or a newer version in another tab closed it. */
  #open(): Promise<IDBPDatabase<BenchmarkDatabase>> {
    const closed = (): void => {
      this.#database = undefined;
    };
    if (this.#database) return this.#database;
    const opening = openDB<BenchmarkDatabase>(databaseName, migrations.length, {
      upgrade: (_database, from, _to, transaction) => {
        for (const migrate of migrations.slice(from)) migrate(transaction);
      },
      // A newer version waits in another tab: give way to it.
      blocking: (_from, _to, { target }) => {
        (target as IDBDatabase).close();
        closed();
      },
      terminated: closed,
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error('opening the database took too long')),
        openingLimitMs,
      );
    });
    this.#database = Promise.race([opening, limit]).finally(() => clearTimeout(timer));
    this.#database.catch(closed);
    return this.#database;
  }
}

const isFull = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError';
