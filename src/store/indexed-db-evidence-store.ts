import type { DBSchema } from 'idb';
import { fail } from '../../core/errors.ts';
import { formatVariant } from '../../core/variant.ts';
import {
  measurementIdentity,
  mergeMeasurements,
  type Measurement,
} from '../report/evidence/measurement.ts';
import { parseMeasurement } from '../report/evidence/measurement-schema.ts';
import { DatabaseConnection, storageProblem, type Migration } from './database-connection.ts';
import type { EvidenceStore } from './evidence-store.ts';

interface StoredMeasurement {
  /** What it is of: `measurementIdentity`. */
  readonly id: string;
  readonly model: string;
  /** Read through `parseMeasurement`: another version may have written it. */
  readonly measurement: unknown;
}

interface EvidenceDatabase extends DBSchema {
  measurements: { key: string; value: StoredMeasurement; indexes: { model: string } };
}

const migrations: readonly Migration<EvidenceDatabase>[] = [
  ({ db }) => {
    db.createObjectStore('measurements', { keyPath: 'id' }).createIndex('model', 'model');
  },
];

const databaseName = 'featherweight-evidence';

/** A record per measurement, so that two tabs can both add; those refused, in memory beside it. */
export class IndexedDbEvidenceStore extends EventTarget implements EvidenceStore {
  problem: EvidenceStore['problem'];
  readonly #database = new DatabaseConnection(databaseName, migrations);
  /** What could not be stored. */
  #unstored: readonly Measurement[] = [];
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

  async list(model: string): Promise<readonly Measurement[]> {
    let stored: readonly StoredMeasurement[] = [];
    try {
      stored = await (await this.#database.open()).getAllFromIndex('measurements', 'model', model);
    } catch {
      this.problem ??= 'storage-blocked';
    }
    return mergeMeasurements(
      stored.flatMap(({ measurement }) => parseMeasurement(measurement) ?? []),
      this.#unstored.filter(({ variant }) => variant.model === model),
    );
  }

  async add(measurements: readonly Measurement[]): Promise<void> {
    const waiting = mergeMeasurements(this.#unstored, measurements);
    try {
      const transaction = (await this.#database.open()).transaction('measurements', 'readwrite');
      const writes = waiting.map(async (measurement) => {
        const id = measurementIdentity(measurement);
        const before = parseMeasurement((await transaction.store.get(id))?.measurement);
        const [latest = measurement] = mergeMeasurements(before ? [before] : [], [measurement]);
        const { model } = measurement.variant;
        await transaction.store.put({ id, model, measurement: latest });
      });
      await Promise.all([...writes, transaction.done]);
      this.#unstored = [];
      this.problem = undefined;
      this.#otherTabs.postMessage('');
    } catch (refused) {
      this.problem = storageProblem(refused);
      this.#unstored = waiting;
    }
    this.dispatchEvent(new Event('change'));
  }

  async remove(model: string, variant?: string): Promise<void> {
    const isMeant = (measurement: Measurement): boolean =>
      measurement.variant.model === model &&
      (variant === undefined || formatVariant(measurement.variant) === variant);
    try {
      const transaction = (await this.#database.open()).transaction('measurements', 'readwrite');
      const stored = await transaction.store.index('model').getAll(model);
      const removals = stored
        // Identities begin with the variant.
        .filter(({ id }) => variant === undefined || id.startsWith(`${variant} `))
        .map(({ id }) => transaction.store.delete(id));
      await Promise.all([...removals, transaction.done]);
    } catch (refused) {
      // Nothing is stored where storing was refused from the start: there is memory alone to free.
      if (this.problem !== 'storage-blocked') throw fail('storage-blocked', {}, refused);
    }
    this.#unstored = this.#unstored.filter((each) => !isMeant(each));
    this.#otherTabs.postMessage('');
    this.dispatchEvent(new Event('change'));
  }
}
