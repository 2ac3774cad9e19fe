import {
  openDB,
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  type StoreNames,
} from 'idb';
import { fail } from '../../core/errors.ts';

/** Makes the next version of a database from the one before. */
export type Migration<Schema extends DBSchema> = (
  upgrade: IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>,
) => void;

/** An opening may never end, where another tab's older version holds on. */
const openingLimitMs = 10_000;

/** A database that is opened when it is first used, and again after it was closed from outside. */
export class DatabaseConnection<Schema extends DBSchema> {
  readonly #name: string;
  readonly #migrations: readonly Migration<Schema>[];
  #database: Promise<IDBPDatabase<Schema>> | undefined;

  /** @param migrations step n makes version n + 1; steps are only ever added */
  constructor(name: string, migrations: readonly Migration<Schema>[]) {
    this.#name = name;
    this.#migrations = migrations;
  }

  /** The open database; opened again after the browser or a newer version in another tab closed it. */
  open(): Promise<IDBPDatabase<Schema>> {
    if (this.#database) return this.#database;
    const closed = (): void => {
      if (this.#database === database) this.#database = undefined;
    };
    const opening = openDB<Schema>(this.#name, this.#migrations.length, {
      upgrade: (_database, from, _to, transaction) => {
        for (const migrate of this.#migrations.slice(from)) migrate(transaction);
      },
      // A newer version waits in another tab: give way to it.
      blocking: (_from, _to, { target }) => {
        (target as IDBDatabase).close();
        closed();
      },
      terminated: closed,
    });
    const database = inTime(opening);
    this.#database = database;
    database.catch(closed);
    return database;
  }

  /**
   * Runs `task`, with catalogued errors in place of the browser's.
   *
   * @throws catalogued `storage-full`, `storage-blocked`
   */
  async attempt<T>(task: (database: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await task(await this.open());
    } catch (thrown) {
      throw fail(storageProblem(thrown), {}, thrown);
    }
  }

  async close(): Promise<void> {
    const database = await this.#database?.catch(() => undefined);
    database?.close();
    this.#database = undefined;
  }
}

/** Rejects where `opening` takes too long. What opens after that is closed again. */
async function inTime<Schema extends DBSchema>(
  opening: Promise<IDBPDatabase<Schema>>,
): Promise<IDBPDatabase<Schema>> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      void opening.then((database) => database.close()).catch(() => undefined);
      reject(new Error('opening the database took too long'));
    }, openingLimitMs);
  });
  try {
    return await Promise.race([opening, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why storing was refused: for want of room, or as a whole. */
export const storageProblem = (thrown: unknown): 'storage-full' | 'storage-blocked' =>
  thrown instanceof DOMException && thrown.name === 'QuotaExceededError'
    ? 'storage-full'
    : 'storage-blocked';
