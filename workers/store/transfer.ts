import { freeStorageBytes } from '../../core/capabilities.ts';
import type { FeatherweightError } from '../../core/errors.ts';
import { asFeatherweightError, fail } from '../../core/errors.ts';
import type { FileData, Transfer, TransferState } from '../../core/model-store.ts';
import { epochMs } from '../../core/units.ts';
import { epochNow } from '../clock.ts';
import { chunkBytes, FileSink } from './file-sink.ts';
import { RateMeter } from './rate-meter.ts';
import { receiveFile, type ReceiveTools } from './receive-file.ts';
import { filePath, totalOf, type ArrivingRecord, type FileRecord } from './record.ts';
import type { RecordStore } from './record-store.ts';
import type { FileStorage } from './storage.ts';
import type { Turns } from './turns.ts';

export interface TransferTools extends ReceiveTools {
  readonly storage: FileStorage;
  readonly records: RecordStore;
  readonly turns: Turns;
  /** The most that a crash makes to be fetched twice. */
  readonly chunkBytes?: number;
}

/** Files from the disk are read by pieces of this size. */
const readBytes = 2 ** 20;

/** One model on its way in, fetched or copied. Makes progress only while the model's lock is held. */
export class TransferRun {
  readonly id: string;
  readonly #tools: TransferTools;
  readonly #data: ReadonlyMap<string, FileData> | undefined;
  readonly #changed: () => void;
  readonly #abort = new AbortController();
  readonly #rate = new RateMeter(() => performance.now());
  #record: ArrivingRecord;
  #state: TransferState = { kind: 'queued' };
  #open: FileSink | undefined;
  #refetched = 0;

  /**
   * @param data where the files lie on the disk; without it they are fetched
   * @param changed told whenever there is something new to show
   */
  constructor(
    record: ArrivingRecord,
    tools: TransferTools,
    changed: () => void,
    data?: ReadonlyMap<string, FileData>,
  ) {
    this.id = record.model.id;
    this.#record = record;
    this.#tools = tools;
    this.#changed = changed;
    this.#data = data;
  }

  get transfer(): Transfer {
    const live = this.#open && { path: this.#open.record.path, received: this.#open.length };
    return describeTransfer(this.#record, this.#state, {
      ...(live && { live }),
      bytesPerSecond: this.#state.kind === 'running' ? this.#rate.bytesPerSecond : undefined,
      refetchedBytes: this.#refetched,
    });
  }

  /** Ends `run` soon, with `cancelled`. */
  stop(): void {
    this.#abort.abort();
  }

  /**
   * Brings in whatever is missing.
   *
   * @returns the files, all whole
   * @throws catalogued `cancelled` and whatever went wrong; what has come is on the device
   */
  async run(): Promise<readonly FileRecord[]> {
    const { signal } = this.#abort;
    const giveBack = await this.#tools.turns.take(signal).catch((cause: unknown) => {
      throw fail('cancelled', {}, cause);
    });
    try {
      this.#become({ kind: 'running' });
      this.#rate.reset();
      for (const file of this.#record.files)
        if (file.sha256 === undefined) await this.#bring(file, signal);
      return this.#record.files;
    } catch (error) {
      throw await this.#withFigures(asFeatherweightError(error));
    } finally {
      giveBack();
    }
  }

  async #bring(file: FileRecord, signal: AbortSignal): Promise<void> {
    const { storage, chunkBytes: chunk = chunkBytes } = this.#tools;
    const path = filePath(this.id, file.path);
    const sink = await FileSink.open(storage, path, file, (record) => this.#note(record), chunk);
    this.#open = sink;
    try {
      const data = this.#data?.get(file.path);
      if (data) await this.#copy(data, sink, signal);
      else await this.#receive(sink, signal);
    } finally {
      this.#open = undefined;
      await sink.close();
    }
  }

  #receive(sink: FileSink, signal: AbortSignal): Promise<void> {
    return receiveFile(sink, signal, this.#tools, {
      received: (bytes, again) => {
        this.#rate.add(bytes);
        if (again) this.#refetched += bytes;
        this.#changed();
      },
      waiting: (ms, attempt, { failure }) => {
        this.#become({ kind: 'waiting', until: epochMs(epochNow() + ms), attempt, failure });
      },
      running: () => {
        this.#rate.reset();
        this.#become({ kind: 'running' });
      },
    });
  }

  async #copy(data: FileData, sink: FileSink, signal: AbortSignal): Promise<void> {
    while (sink.length < data.size) {
      if (signal.aborted) throw fail('cancelled', {});
      const end = Math.min(sink.length + readBytes, data.size);
      const bytes = await data
        .slice(sink.length, end)
        .arrayBuffer()
        .catch((cause: unknown) => {
          throw fail('file-unreadable', { file: sink.record.path }, cause);
        });
      if (bytes.byteLength === 0) throw fail('file-unreadable', { file: sink.record.path });
      await sink.write(new Uint8Array(bytes));
      this.#rate.add(bytes.byteLength);
      this.#changed();
    }
    await sink.finish();
  }

  /** The journal. */
  async #note(noted: FileRecord): Promise<void> {
    const files = this.#record.files.map((file) => (file.path === noted.path ? noted : file));
    this.#record = { ...this.#record, files };
    await this.#tools.records.change(this.id, () => this.#record);
  }

  #become(state: TransferState): void {
    this.#state = state;
    this.#changed();
  }

  /** How much is missing altogether is known here only. */
  async #withFigures(error: FeatherweightError): Promise<FeatherweightError> {
    if (error.failure.code !== 'storage-short') return error;
    const { totalBytes, receivedBytes } = this.transfer;
    const { freeBytes } = error.failure.parameters;
    const missing = (totalBytes ?? receivedBytes) - receivedBytes;
    const neededBytes = Math.max(missing, error.failure.parameters.neededBytes);
    const told = freeBytes ?? (await freeStorageBytes(globalThis)) ?? null;
    // A disk may be full before the browser's own estimate is.
    const free = told !== null && told < neededBytes ? told : null;
    return fail('storage-short', { neededBytes, freeBytes: free }, error);
  }
}

interface Live {
  /** The file that is open, further than its journal says. */
  readonly live?: { readonly path: string; readonly received: number };
  readonly bytesPerSecond?: number | undefined;
  readonly refetchedBytes?: number;
}

/** A model on its way in, as the interface shows it. */
export function describeTransfer(
  record: ArrivingRecord,
  state: TransferState,
  { live, bytesPerSecond, refetchedBytes = 0 }: Live = {},
): Transfer {
  const files = record.files.map((file) => ({
    path: file.path,
    receivedBytes: live?.path === file.path ? live.received : file.received,
    totalBytes: totalOf(file),
    isDone: file.sha256 !== undefined,
  }));
  const receivedBytes = files.reduce((sum, file) => sum + file.receivedBytes, 0);
  const totalBytes = files.reduce<number | undefined>(
    (sum, file) =>
      sum === undefined || file.totalBytes === undefined ? undefined : sum + file.totalBytes,
    0,
  );
  const secondsLeft =
    totalBytes !== undefined && bytesPerSecond !== undefined && bytesPerSecond > 0
      ? (totalBytes - receivedBytes) / bytesPerSecond
      : undefined;
  return {
    model: record.model,
    state,
    files,
    receivedBytes,
    totalBytes,
    bytesPerSecond,
    secondsLeft,
    refetchedBytes,
  };
}
