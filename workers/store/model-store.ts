import { freeStorageBytes } from '../../core/capabilities.ts';
import type { EventSink } from '../../core/contract.ts';
import { asFeatherweightError, fail, type FeatherweightError } from '../../core/errors.ts';
import {
  isModelId,
  type DownloadRequest,
  type FileData,
  type HubListing,
  type HubRequest,
  type InstalledModel,
  type InstalledPlace,
  type InstallRequest,
  type ModelDescriptionUpdate,
  type StoreApi,
  type StoreEvent,
  type StoreState,
  type VerifyResult,
} from '../../core/model-store.ts';
import { epochNow } from '../clock.ts';
import { findVariants } from './hub.ts';
import { inspect, verifyFiles } from './inspect.ts';
import { modelsBeingChanged, withModel } from './locks.ts';
import {
  arrivingFromDisk,
  arrivingFromHub,
  asInstalled,
  filePath,
  filesFolder,
  installedModel,
  type ArrivingRecord,
  type FileRecord,
  type InstalledRecord,
  type ModelRecord,
  type TransferStop,
} from './record.ts';
import { RecordStore } from './record-store.ts';
import { checkPath } from './storage-errors.ts';
import type { FileStorage } from './storage.ts';
import { readState } from './store-state.ts';
import { StoreNews } from './store-news.ts';
import { TransferRun, type TransferTools } from './transfer.ts';

/** `TransferTools` without what the store makes itself. */
export type StoreTools = Omit<TransferTools, 'storage' | 'records'>;

interface Arrival {
  readonly record: ArrivingRecord;
  /** What was here under the same id: its files go once there is room for the new ones. */
  readonly replaced?: ModelRecord | undefined;
}

interface Running {
  readonly run: TransferRun;
  readonly ended: Promise<InstalledRecord>;
  /** What a stop was for. */
  purpose: 'pause' | 'cancel' | undefined;
}

/** The worker's side of the contract. Plain, so that tests call it without a worker. */
export class ModelStore implements StoreApi {
  readonly #storage: FileStorage;
  readonly #records: RecordStore;
  readonly #tools: TransferTools;
  readonly #news: StoreNews;
  readonly #running = new Map<string, Running>();
  readonly #verifying = new Map<string, AbortController>();
  /** Why transfers stopped whose journal could not take it, since the storage was full. */
  readonly #unnoted = new Map<string, TransferStop>();

  constructor(storage: FileStorage, tools: StoreTools) {
    this.#storage = storage;
    this.#records = new RecordStore(storage);
    this.#tools = { ...tools, storage, records: this.#records };
    this.#news = new StoreNews(() => void this.#tellState());
  }

  async watch(onEvents: EventSink<StoreEvent>): Promise<void> {
    onEvents([{ type: 'state', state: await this.state() }]);
    this.#news.add(onEvents);
  }

  state(): Promise<StoreState> {
    const running = new Map([...this.#running].map(([id, { run }]) => [id, run.transfer]));
    return readState(this.#storage, this.#records, { running, stops: this.#unnoted });
  }

  findVariants(request: HubRequest): Promise<HubListing> {
    return findVariants(request, this.#tools);
  }

  async download(request: DownloadRequest): Promise<void> {
    const { id } = checked(request.model.id, request.files);
    if (this.#running.has(id)) throw fail('model-busy', { model: id });
    const fresh = arrivingFromHub(request);
    if (await this.#isHere(fresh)) return this.#tellState();
    await this.#begin(id, async () => {
      const old = await this.#records.read(id);
      const isSame = old?.state === 'arriving' && sameSource(old.files, fresh.files);
      return isSame ? { record: withoutStop(old) } : { record: fresh, replaced: old };
    });
  }

  async pause(model: string): Promise<void> {
    await this.#stop(model, 'pause');
  }

  async resume(model: string): Promise<void> {
    if (this.#running.has(model)) return;
    await this.#begin(model, async () => {
      const record = await this.#records.read(model);
      if (record?.state !== 'arriving') throw fail('model-not-installed', { model });
      return { record: withoutStop(record) };
    });
  }

  async cancel(model: string): Promise<void> {
    this.#verifying.get(model)?.abort();
    await this.#stop(model, 'cancel');
    await withModel(model, 'exclusive', async () => {
      const record = await this.#records.read(model);
      if (record?.state === 'arriving') await this.#records.remove(model);
    });
    await this.#changed();
  }

  async install(request: InstallRequest): Promise<InstalledModel> {
    const { id } = checked(request.model.id, request.files);
    if (this.#running.has(id)) throw fail('model-busy', { model: id });
    const data = new Map(request.files.map((file) => [file.path, file.data]));
    const prepare = async (): Promise<Arrival> => ({
      record: arrivingFromDisk(request),
      replaced: await this.#records.read(id),
    });
    const { ended } = await this.#begin(id, prepare, data);
    return installedModel(await ended);
  }

  async describe(model: string, update: ModelDescriptionUpdate): Promise<InstalledModel> {
    const record = await this.#changeInstalled(model, (old) => ({
      ...old,
      model: { ...old.model, ...update, facts: { ...old.model.facts, ...update.facts } },
    }));
    return installedModel(record);
  }

  async rename(model: string, displayName: string): Promise<void> {
    await this.describe(model, { displayName });
  }

  async used(model: string): Promise<void> {
    await this.#changeInstalled(model, (old) => ({ ...old, lastUsedAt: epochNow() }));
  }

  async verify(model: string): Promise<VerifyResult> {
    const abort = new AbortController();
    return withModel(model, 'shared', async () => {
      const record = asInstalled(model, await this.#records.read(model));
      const totalBytes = installedModel(record).bytes;
      this.#verifying.set(model, abort);
      try {
        const result = await verifyFiles(this.#storage, record, abort.signal, (doneBytes) => {
          this.#news.tellProgress(`verify ${model}`, () => ({
            type: 'verify',
            model,
            doneBytes,
            totalBytes,
          }));
        });
        const { condition } = result;
        await this.#changeInstalled(model, (old) => ({ ...old, condition }));
        return result;
      } finally {
        this.#verifying.delete(model);
      }
    });
  }

  async remove(model: string): Promise<void> {
    await this.#stop(model, 'cancel');
    await withModel(model, 'exclusive', () => this.#records.remove(model));
    await this.#changed();
  }

  async removeAll(): Promise<void> {
    let busy: FeatherweightError | undefined;
    for (const id of await this.#records.ids())
      await this.remove(id).catch((error: unknown) => {
        busy = asFeatherweightError(error);
      });
    if (busy) throw busy;
  }

  async place(model: string): Promise<InstalledPlace> {
    const record = asInstalled(model, await this.#records.read(model));
    const condition = await inspect(this.#storage, record);
    if (condition.kind === 'damaged') {
      if (record.condition.kind === 'whole')
        await this.#changeInstalled(model, (old) => ({ ...old, condition }));
      const { code, parameters } = condition.failure;
      throw fail(code, parameters);
    }
    const { kind } = this.#storage;
    if (kind !== 'memory') return { kind, folder: filesFolder(model) };
    const files: Record<string, FileData> = {};
    for (const { path } of record.files) {
      const data = await this.#storage.read(filePath(model, path));
      // A Blob goes to other workers without a copy of its bytes.
      if (data) files[path] = new Blob([await data.arrayBuffer()]);
    }
    return { kind, files };
  }

  /** Removes what crashes left: folders without a record, and half of what came from a disk. */
  async tidy(): Promise<void> {
    const busy = await modelsBeingChanged();
    for (const id of await this.#records.ids()) {
      if (busy.has(id) || this.#running.has(id)) continue;
      await withModel(id, 'exclusive', async () => {
        const record = await this.#records.read(id);
        const isFromDisk = record?.state === 'arriving' && record.model.origin.kind === 'disk';
        if (isFromDisk || (await this.#records.isAbandoned(id))) await this.#records.remove(id);
      }).catch(() => undefined);
    }
  }

  close(): void {
    for (const { run } of this.#running.values()) run.stop();
    this.#news.close();
  }

  /** Whether these very files are installed already, all whole. */
  async #isHere({ model, files }: ArrivingRecord): Promise<boolean> {
    const record = await this.#records.read(model.id);
    if (record?.state !== 'installed' || !sameSource(record.files, files)) return false;
    return (await inspect(this.#storage, record)).kind === 'whole';
  }

  /** Takes the model's lock, notes what `prepare` gives, and lets the transfer run. */
  #begin(
    id: string,
    prepare: () => Promise<Arrival>,
    data?: ReadonlyMap<string, FileData>,
  ): Promise<Running> {
    return new Promise((resolve, reject) => {
      const ended = withModel(id, 'exclusive', async () => {
        const { record, replaced } = await prepare();
        await checkRoom(this.#storage, record, replaced);
        if (replaced) await this.#storage.remove(filesFolder(id));
        await this.#records.change(id, () => record);
        this.#unnoted.delete(id);
        const run = new TransferRun(record, this.#tools, () => this.#progressed(id), data);
        const running: Running = { run, ended, purpose: undefined };
        this.#running.set(id, running);
        resolve(running);
        await this.#changed();
        return this.#bringIn(running, data !== undefined);
      });
      // Nobody may be waiting for the end; whoever waits for the beginning is told.
      ended.catch(reject);
      ended.finally(() => this.#changed()).catch(() => undefined);
    });
  }

  async #bringIn(running: Running, isFromDisk: boolean): Promise<InstalledRecord> {
    const { run } = running;
    try {
      const files = await run.run();
      const record = await this.#records.change(
        run.id,
        (old): InstalledRecord | undefined =>
          old && {
            version: 1,
            state: 'installed',
            model: old.model,
            files,
            installedAt: epochNow(),
            lastUsedAt: null,
            condition: { kind: 'whole' },
          },
      );
      this.#running.delete(run.id);
      const installed = asInstalled(run.id, record);
      this.#news.tell({ type: 'installed', model: installedModel(installed) });
      return installed;
    } catch (thrown) {
      const error = asFeatherweightError(thrown);
      this.#running.delete(run.id);
      if (isFromDisk) await this.#records.remove(run.id);
      else if (running.purpose !== 'cancel') await this.#noteStop(running, error);
      throw error;
    }
  }

  async #noteStop({ run, purpose }: Running, { failure }: FeatherweightError): Promise<void> {
    const stopped: TransferStop =
      purpose === 'pause' ? { kind: 'asked' } : { kind: 'failed', failure };
    // A full storage may refuse even this: then this tab knows it, and the next calls it interrupted.
    await this.#records
      .change(run.id, (old) => (old?.state === 'arriving' ? { ...old, stopped } : undefined))
      .catch(() => this.#unnoted.set(run.id, stopped));
  }

  async #stop(model: string, purpose: 'pause' | 'cancel'): Promise<void> {
    const running = this.#running.get(model);
    if (!running) return;
    running.purpose = purpose;
    running.run.stop();
    await running.ended.catch(() => undefined);
  }

  async #changeInstalled(
    model: string,
    change: (record: InstalledRecord) => InstalledRecord,
  ): Promise<InstalledRecord> {
    const record = await this.#records.change(model, (old) =>
      old?.state === 'installed' ? change(old) : undefined,
    );
    if (!record) throw fail('model-not-installed', { model });
    await this.#changed();
    return record;
  }

  #progressed(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    const event = (): StoreEvent => ({ type: 'transfer', transfer: running.run.transfer });
    // Changes of state are told at once, bytes now and then.
    if (running.run.transfer.state.kind === 'running') this.#news.tellProgress(id, event);
    else this.#news.tell(event());
  }

  async #changed(): Promise<void> {
    this.#news.tellOtherTabs();
    await this.#tellState();
  }

  async #tellState(): Promise<void> {
    try {
      this.#news.tell({ type: 'state', state: await this.state() });
    } catch {
      // The next change tells again; whoever asks for the state gets the error.
    }
  }
}

const withoutStop = (record: ArrivingRecord): ArrivingRecord => ({ ...record, stopped: undefined });

const sameSource = (old: readonly FileRecord[], fresh: readonly FileRecord[]): boolean =>
  old.length === fresh.length &&
  old.every(({ path, url, expectedSha256 }, index) => {
    const file = fresh[index];
    return file?.path === path && file.url === url && file.expectedSha256 === expectedSha256;
  });

/** @throws catalogued `request-invalid` */
function checked(id: string, files: readonly { readonly path: string }[]): { readonly id: string } {
  if (!isModelId(id))
    throw fail('request-invalid', { field: 'id', reason: `"${id}" is not a model's id` });
  const paths = files.map(({ path }) => checkPath(path).join('/'));
  const isDistinct = new Set(paths.map((path) => path.toLowerCase())).size === paths.length;
  const nests = paths.some((path) => paths.some((other) => other.startsWith(`${path}/`)));
  if (paths.length === 0 || !isDistinct || nests)
    throw fail('request-invalid', { field: 'files', reason: 'not a set of distinct files' });
  return { id };
}

/** @throws catalogued `storage-short`, before anything is fetched */
async function checkRoom(
  storage: FileStorage,
  { files }: ArrivingRecord,
  replaced: ModelRecord | undefined,
): Promise<void> {
  if (storage.kind === 'memory') return;
  const freedBytes = replaced?.files.reduce((sum, { received }) => sum + received, 0) ?? 0;
  const unusedBytes = await freeStorageBytes(globalThis);
  const freeBytes = unusedBytes === undefined ? undefined : unusedBytes + freedBytes;
  const neededBytes = files.reduce(
    (sum, file) => sum + Math.max(0, (file.totalBytes ?? file.expectedBytes ?? 0) - file.received),
    0,
  );
  if (freeBytes !== undefined && neededBytes > freeBytes)
    throw fail('storage-short', { neededBytes, freeBytes });
}
