import type { DBSchema, IDBPDatabase } from 'idb';
import { fail } from '../../core/errors.ts';
import { byStart, type BenchmarkRecord, type BenchmarkStore } from './benchmark-results.ts';
import { DatabaseConnection, storageProblem, type Migration } from './database-connection.ts';
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

const migrations: readonly Migration<BenchmarkDatabase>[] = [
  ({ db }) => {
    db.createObjectStore('results', { keyPath: 'id' });
  },
];

const databaseName = 'featherweight-benchmarks';

/** Results in IndexedDB; those that it refuses, in memory beside it. */
export class IndexedDbBenchmarkStore extends EventTarget implements BenchmarkStore {
  problem: BenchmarkStore['problem'];
  readonly #database = new DatabaseConnection(databaseName, migrations);
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
    await this.#database.close();
  }

  async list(): Promise<readonly BenchmarkRecord[]> {
    let stored: readonly StoredRecord[] = [];
    try {
      stored = await (await this.#database.open()).getAll('results');
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
      await (await this.#database.open()).put('results', { id: result.id, result, importedAt });
      this.#unstored.delete(result.id);
      if (this.#unstored.size === 0) this.problem = undefined;
      this.#otherTabs.postMessage(result.id);
    } catch (refused) {
      this.problem = storageProblem(refused);
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
      await remove(await this.#database.open());
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
}
