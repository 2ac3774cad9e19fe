import { crc32 } from 'hash-wasm';
import { modelsFolder } from '../../core/kept-places.ts';
import { isModelId } from '../../core/model-store.ts';
import { underLock } from './locks.ts';
import { modelFolder, type ModelRecord } from './record.ts';
import type { FileStorage } from './storage.ts';

const slots = ['record.0', 'record.1'] as const;

interface Slot {
  readonly sequence: number;
  readonly record: ModelRecord;
}

/**
 * One record a model, in two files that are written in turn, each with its checksum: a crash while
 * one is being written leaves the other.
 */
export class RecordStore {
  readonly #storage: FileStorage;

  constructor(storage: FileStorage) {
    this.#storage = storage;
  }

  async ids(): Promise<readonly string[]> {
    return (await this.#storage.list(modelsFolder)).filter(isModelId);
  }

  async read(id: string): Promise<ModelRecord | undefined> {
    return recordOf(newest(await this.#slots(id)));
  }

  /** Whether nothing, of this version or another, says what the folder holds. */
  async isAbandoned(id: string): Promise<boolean> {
    return !newest(await this.#slots(id));
  }

  /** Removes a model's record first, then its files: a crash in between leaves what is abandoned. */
  async remove(id: string): Promise<void> {
    for (const name of slots) await this.#storage.remove(`${modelFolder(id)}/${name}`);
    await this.#storage.remove(modelFolder(id));
  }

  /** Writes what `change` makes of the record; `undefined` from it leaves all as it is. */
  change<Changed extends ModelRecord>(
    id: string,
    change: (record: ModelRecord | undefined) => Changed | undefined,
  ): Promise<Changed | undefined> {
    return underLock(`record:${id}`, async () => {
      const found = await this.#slots(id);
      const latest = newest(found);
      const record = change(recordOf(latest));
      if (!record) return undefined;
      // The one that holds the latest stays until the other is whole.
      const target = latest && found[0] === latest ? 1 : 0;
      await this.#write(id, target, { sequence: (latest?.sequence ?? 0) + 1, record });
      return record;
    });
  }

  async #slots(id: string): Promise<readonly (Slot | undefined)[]> {
    return Promise.all(
      slots.map(async (name) => {
        const data = await this.#storage.read(`${modelFolder(id)}/${name}`);
        return data && parse(new TextDecoder().decode(await data.arrayBuffer()));
      }),
    );
  }

  async #write(id: string, index: 0 | 1, slot: Slot): Promise<void> {
    const body = JSON.stringify(slot);
    const bytes = new TextEncoder().encode(`${await crc32(body)}\n${body}`);
    const file = await this.#storage.open(`${modelFolder(id)}/${slots[index]}`);
    try {
      await file.write(0, bytes);
      await file.truncate(bytes.byteLength);
      await file.flush();
    } finally {
      await file.close();
    }
  }
}

const newest = (found: readonly (Slot | undefined)[]): Slot | undefined =>
  found.reduce(
    (best, slot) => (slot && (!best || slot.sequence > best.sequence) ? slot : best),
    undefined,
  );

/** A later version of the app may have written it. */
const recordOf = (slot: Slot | undefined): ModelRecord | undefined =>
  slot && (slot.record.version as number) === 1 ? slot.record : undefined;

/** `undefined` for a slot that was being written when the worker ended. */
async function parse(text: string): Promise<Slot | undefined> {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end < 0 || (await crc32(body)) !== text.slice(0, end)) return undefined;
  return JSON.parse(body) as Slot;
}
