import { isStoragePersistent, storageUse } from '../../core/capabilities.ts';
import type {
  InstalledModel,
  StorageFacts,
  StoreState,
  Transfer,
  TransferState,
} from '../../core/model-store.ts';
import { inspect } from './inspect.ts';
import { modelsBeingChanged } from './locks.ts';
import { installedModel, type TransferStop } from './record.ts';
import type { RecordStore } from './record-store.ts';
import type { FileStorage } from './storage.ts';
import { describeTransfer } from './transfer.ts';

/** What this worker knows of transfers, by model. */
export interface KnownTransfers {
  /** Those that it brings in. */
  readonly running: ReadonlyMap<string, Transfer>;
  /** Why others stopped, where their records could not take it. */
  readonly stops: ReadonlyMap<string, TransferStop>;
}

/** All that is on the device, with its files looked at. */
export async function readState(
  storage: FileStorage,
  records: RecordStore,
  { running, stops }: KnownTransfers,
): Promise<StoreState> {
  const models: InstalledModel[] = [];
  const transfers: Transfer[] = [];
  const elsewhere = await modelsBeingChanged();
  for (const id of await records.ids()) {
    const record = await records.read(id);
    if (record?.state === 'installed') {
      const condition = await inspect(storage, record);
      models.push(installedModel({ ...record, condition }));
    } else if (record) {
      const stopped = record.stopped ?? stops.get(id);
      transfers.push(
        running.get(id) ?? describeTransfer(record, stateOf(stopped, elsewhere.has(id))),
      );
    }
  }
  return { models, transfers, storage: await storageFacts(storage, models, transfers) };
}

function stateOf(stopped: TransferStop | undefined, isElsewhere: boolean): TransferState {
  if (isElsewhere) return { kind: 'elsewhere' };
  if (!stopped) return { kind: 'paused', reason: 'interrupted' };
  return stopped.kind === 'failed' ? stopped : { kind: 'paused', reason: 'asked' };
}

async function storageFacts(
  { kind }: FileStorage,
  models: readonly InstalledModel[],
  transfers: readonly Transfer[],
): Promise<StorageFacts> {
  const { usage, quota } = await storageUse(globalThis);
  return {
    kind,
    usageBytes: usage,
    quotaBytes: quota,
    isPersistent: await isStoragePersistent(globalThis),
    modelBytes: models.reduce((sum, { bytes }) => sum + bytes, 0),
    transferBytes: transfers.reduce((sum, { receivedBytes }) => sum + receivedBytes, 0),
  };
}
