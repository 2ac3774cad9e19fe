import type { DBSchema } from 'idb';
import { DatabaseConnection, type Migration } from './database-connection.ts';
import { parseVote, type VoteRecord, type VoteStore } from './votes.ts';

interface VoteDatabase extends DBSchema {
  votes: { key: string; value: VoteRecord };
}

const migrations: readonly Migration<VoteDatabase>[] = [
  ({ db }) => {
    db.createObjectStore('votes', { keyPath: 'id' });
  },
];

const databaseName = 'featherweight-votes';

export class IndexedDbVoteStore extends EventTarget implements VoteStore {
  readonly #database = new DatabaseConnection(databaseName, migrations);
  readonly #otherTabs = new BroadcastChannel(databaseName);

  constructor() {
    super();
    this.#otherTabs.addEventListener('message', () => {
      this.dispatchEvent(new Event('change'));
    });
  }

  list(): Promise<readonly VoteRecord[]> {
    return this.#database.attempt(async (database) => {
      const votes = (await database.getAll('votes')).flatMap((value) => parseVote(value) ?? []);
      return votes.sort((a, b) => a.at - b.at);
    });
  }

  async add(vote: VoteRecord): Promise<void> {
    await this.#database.attempt((database) => database.put('votes', vote));
    this.#changed();
  }

  async clear(): Promise<void> {
    await this.#database.attempt((database) => database.clear('votes'));
    this.#changed();
  }

  #changed(): void {
    this.#otherTabs.postMessage('changed');
    this.dispatchEvent(new Event('change'));
  }
}
