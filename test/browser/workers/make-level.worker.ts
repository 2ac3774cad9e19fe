import { expose } from 'comlink';
import type { LevelId } from '../../../core/levels.ts';
import { asFeatherweightError } from '../../../core/errors.ts';
import { dequantize } from '../../../models/dequantize.ts';
import { atLevel } from '../../../models/levels/at-level.ts';
import { toRowCoded } from '../../../models/levels/row-coded.ts';
import { isLayerMatrix } from '../../../models/llama-shapes.ts';
import type { ModelWeights } from '../../../models/weights.ts';
import {
  makeLevel,
  type Calibrate,
  type MakeLevelOptions,
} from '../../../workers/load/make-level.ts';
import { tinyLlama, tinyShapes } from '../../fixtures/models/tiny-llama.ts';

const stored = tinyLlama(tinyShapes['grouped 3/1, tied'], 'f32', 5);

/** The standard's, which the types of a page lack. */
interface SyncAccess {
  read(bytes: Uint8Array, options: { readonly at: number }): number;
  write: (this: SyncAccess, bytes: Uint8Array, options: { readonly at: number }) => number;
  close(): void;
}
interface SyncFileHandle {
  createSyncAccessHandle(): Promise<SyncAccess>;
}

/** What a load of a level did: tensors that it read from the model, and told as made. */
export interface Made {
  readonly read: number;
  readonly told: readonly (readonly [done: number, total: number])[];
  readonly equal: boolean;
  readonly error: string | undefined;
}

export interface Asked {
  readonly level: LevelId;
  readonly digest?: string;
  /** The tensor before which to stop. */
  readonly stopAt?: number;
  /** The tensor whose reading never ends, as where the tab is closed while the level is made. */
  readonly hangAt?: number;
  readonly slowWeights?: number;
  readonly calibrated?: boolean;
}

/** Stands in for calibration: plain levels of the weights turned round, last matrix first. */
const calibrate: Calibrate = async (weights, level, { onTensor, progress }) => {
  const matrices = weights.names.filter(
    (name) => isLayerMatrix(name) && name.endsWith('proj.weight'),
  );
  for (const [done, name] of matrices.toReversed().entries()) {
    await onTensor(name, turned(await weights.read(name), level));
    progress(done + 1, matrices.length);
  }
};

function turned(tensor: Awaited<ReturnType<ModelWeights['read']>>, level: LevelId) {
  const values = dequantize(tensor).map((value) => -value);
  const data = new Uint8Array(values.buffer);
  return toRowCoded({ encoding: 'f32', shape: tensor.shape, data }, level.startsWith('q2') ? 2 : 3);
}

const tests = {
  async make(askedFor: Asked): Promise<Made> {
    const { level, digest, stopAt, hangAt, slowWeights = 0, calibrated = false } = askedFor;
    let read = 0;
    let asked = 0;
    const told: [number, number][] = [];
    const counted: ModelWeights = {
      ...stored,
      read: (name) =>
        ++read === hangAt ? new Promise(() => undefined) : Promise.resolve(stored.read(name)),
    };
    const options: MakeLevelOptions = {
      progress: (done, total) => void told.push([done, total]),
      stop: () => ++asked === stopAt,
      source: digest === undefined ? undefined : { model: 'a/b', digest },
      slowWeights,
      calibrate: calibrated ? calibrate : undefined,
    };
    try {
      const made = await makeLevel(counted, level, options);
      const readToMake = read;
      const equal = await isEqual(made, level, calibrated);
      return { read: readToMake, told, equal, error: undefined };
    } catch (error) {
      return { read, told, equal: false, error: asFeatherweightError(error).code };
    }
  },

  async files(): Promise<readonly string[]> {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('levels', { create: true });
    return Array.fromAsync(folder.keys());
  },

  /** Turns a bit in the middle of the one file. */
  async spoil(): Promise<void> {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('levels');
    const [name = ''] = await Array.fromAsync(folder.keys());
    const handle = (await folder.getFileHandle(name)) as unknown as SyncFileHandle;
    const access = await handle.createSyncAccessHandle();
    const byte = new Uint8Array(1);
    access.read(byte, { at: 5000 });
    access.write(
      byte.map((value) => value ^ 4),
      { at: 5000 },
    );
    access.close();
  },

  async clear(): Promise<void> {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('levels', { recursive: true }).catch(() => undefined);
  },

  refuseFiles(): void {
    Object.assign(FileSystemFileHandle.prototype, {
      createSyncAccessHandle: () =>
        Promise.reject(new DOMException('no', 'NoModificationAllowedError')),
    });
  },

  /** As a disk that fills while the file is written. */
  fillDisk(): void {
    const { prototype } = Reflect.get(globalThis, 'FileSystemSyncAccessHandle') as {
      readonly prototype: SyncAccess;
    };
    const { write } = prototype;
    let writes = 0;
    prototype.write = function (...given) {
      if (++writes > 5) throw new DOMException('full', 'QuotaExceededError');
      return write.apply(this, given);
    };
  },
};
export type MakeLevelTests = typeof tests;

async function isEqual(made: ModelWeights, level: LevelId, calibrated: boolean): Promise<boolean> {
  const plain = atLevel(stored, calibrated ? 'q2-h4' : level);
  for (const name of stored.names) {
    const before = await stored.read(name);
    const isTurned = calibrated && isLayerMatrix(name) && before.shape.length === 2;
    const wanted = dequantize(isTurned ? turned(before, level) : await plain.read(name));
    const got = dequantize(await made.read(name));
    if (got.length !== wanted.length || got.some((value, i) => value !== wanted[i])) return false;
  }
  return true;
}

expose(tests);
