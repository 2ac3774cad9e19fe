import type { DBSchema } from 'idb';
import * as v from 'valibot';
import { DatabaseConnection, type Migration } from './database-connection.ts';

interface ScoreDatabase extends DBSchema {
  scores: { key: string; value: unknown };
}

const migrations: readonly Migration<ScoreDatabase>[] = [
  ({ db }) => {
    db.createObjectStore('scores');
  },
];

/**
 * What an evaluation has found so far, kept on the device under keys that say all that a value
 * depends on. What can't be stored, or doesn't read back as its schema says, is as if it were not
 * there: it is computed again. Never rejects.
 */
export class ScoreStore {
  readonly #database: DatabaseConnection<ScoreDatabase> | undefined;
  /** In place of the database where the browser refuses one. */
  readonly #memory = new Map<string, unknown>();

  private constructor(database: DatabaseConnection<ScoreDatabase> | undefined) {
    this.#database = database;
  }

  static async open(): Promise<ScoreStore> {
    const database = new DatabaseConnection('featherweight-scores', migrations);
    try {
      await database.open();
      return new ScoreStore(database);
    } catch {
      return new ScoreStore(undefined);
    }
  }

  async get<Value>(key: string, schema: v.GenericSchema<unknown, Value>): Promise<Value | null> {
    try {
      const found = this.#database
        ? await (await this.#database.open()).get('scores', key)
        : this.#memory.get(key);
      const parsed = v.safeParse(schema, found);
      return parsed.success ? parsed.output : null;
    } catch {
      return null;
    }
  }

  async put(key: string, value: unknown): Promise<void> {
    try {
      if (this.#database) await (await this.#database.open()).put('scores', value, key);
      else this.#memory.set(key, value);
    } catch {
      // Full or closed: it will be computed again.
    }
  }

  async delete(key: string): Promise<void> {
    this.#memory.delete(key);
    await this.#database
      ?.attempt((database) => database.delete('scores', key))
      .catch(() => undefined);
  }

  /** Drops everything. */
  async clear(): Promise<void> {
    this.#memory.clear();
    await this.#database?.attempt((database) => database.clear('scores')).catch(() => undefined);
  }
}
