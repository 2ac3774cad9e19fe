import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { fail } from '../../core/errors.ts';
import { parseVote, type VoteRecord, type VoteStore } from './votes.ts';

interface VoteDatabase extends DBSchema {
  votes: { key: string; value: VoteRecord };
}

/** Step n makes version n + 1 of the database. Steps are only ever added. */
const migrations: readonly ((database: IDBPDatabase<VoteDatabase>) => void)[] = [
  (database) => {
    database.createObjectStore('votes', { keyPath: 'id' });
  },
];

const databaseName = 'featherweight-votes';

export class IndexedDbVoteStore extends EventTarget implements VoteStore {
  readonly #otherTabs = new BroadcastChannel(databaseName);
  #database: Promise<IDBPDatabase<VoteDatabase>> | undefined;

  constructor() {
    super();
    this.#otherTabs.addEventListener('message', () => {
      this.dispatchEvent(new Event('change'));
    });
  }

  list(): Promise<readonly VoteRecord[]> {
    return this.#attempt(async (database) => {
      const votes = (await database.getAll('votes')).flatMap((value) => parseVote(value) ?? []);
      return votes.sort((a, b) => a.at - b.at);
    });
  }

  async add(vote: VoteRecord): Promise<void> {
    await this.#attempt((database) => database.put('votes', vote));
    this.#changed();
  }

  async clear(): Promise<void> {
    await this.#attempt((database) => database.clear('votes'));
    this.#changed();
  }

  #changed(): void {
    this.#otherTabs.postMessage('changed');
    this.dispatchEvent(new Event('change'));
  }

  /** Runs `task`, with catalogued errors in place of the browser's. */
  async #attempt<T>(task: (database: IDBPDatabase<VoteDatabase>) => Promise<T>): Promise<T> {
    try {
      return await task(await this.#open());
    } catch (thrown) {
      const full = thrown instanceof DOMException && thrown.name === 'QuotaExceededError';
      throw fail(full ? 'storage-full' : 'storage-blocked', {}, thrown);
    }
  }

  /** The open database; opened again after the browser or a newer version in another tab closed it. */
  #open(): Promise<IDBPDatabase<VoteDatabase>> {
    const close = (): void => {
      this.#database = undefined;
    };
    if (this.#database) return this.#database;
    this.#database = openDB<VoteDatabase>(databaseName, migrations.length, {
      upgrade: (database, from) => {
        for (const migrate of migrations.slice(from)) migrate(database);
      },
      blocking: (_from, _to, { target }) => {
        (target as IDBDatabase).close();
        close();
      },
      terminated: close,
    });
    this.#database.catch(close);
    return this.#database;
  }
}
