import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from 'idb';
import * as v from 'valibot';

interface ScoreDatabase extends DBSchema {
  scores: { key: string; value: unknown };
}

const databaseName = 'featherweight-scores';

/** An opening may never end, where another tab's older version holds on. */
const openingLimitMs = 5_000;

/**
 * What an evaluation has found so far, kept on the device under keys that say all that a value
 * depends on. What can't be stored, or doesn't read back as its schema says, is as if it were not
 * there: it is computed again. Never rejects.
 */
export class ScoreStore {
  readonly #database: IDBPDatabase<ScoreDatabase> | undefined;
  /** In place of the database where the browser refuses one. */
  readonly #memory = new Map<string, unknown>();

  private constructor(database: IDBPDatabase<ScoreDatabase> | undefined) {
    this.#database = database;
  }

  static async open(): Promise<ScoreStore> {
    const opening = openDB<ScoreDatabase>(databaseName, 1, {
      upgrade: (database) => void database.createObjectStore('scores'),
      blocking: (_current, _blocked, event) => {
        (event.target as IDBDatabase).close();
      },
    });
    const late = new Promise<undefined>((resolve) => {
      setTimeout(resolve, openingLimitMs, undefined);
    });
    try {
      return new ScoreStore(await Promise.race([opening, late]));
    } catch {
      return new ScoreStore(undefined);
    }
  }

  async get<Value>(key: string, schema: v.GenericSchema<unknown, Value>): Promise<Value | null> {
    try {
      const found = this.#database
        ? await this.#database.get('scores', key)
        : this.#memory.get(key);
      const parsed = v.safeParse(schema, found);
      return parsed.success ? parsed.output : null;
    } catch {
      return null;
    }
  }

  async put(key: string, value: unknown): Promise<void> {
    try {
      if (this.#database) await this.#database.put('scores', value, key);
      else this.#memory.set(key, value);
    } catch {
      // Full or closed: it will be computed again.
    }
  }

  async delete(key: string): Promise<void> {
    this.#memory.delete(key);
    await this.#database?.delete('scores', key).catch(() => undefined);
  }

  /** Drops everything. */
  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#database?.clear('scores').catch(() => undefined);
  }
}

/** For tests: the database itself goes. */
export const deleteScores = (): Promise<void> => deleteDB(databaseName);
