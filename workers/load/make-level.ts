import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelId } from '../../core/levels.ts';
import { atLevel } from '../../models/levels/at-level.ts';
import { LevelWriter, openLevel, type LevelIdentity } from '../../models/levels/level-file.ts';
import { levelSize } from '../../models/levels/size.ts';
import { isSlowToMake } from '../../models/levels/slow-levels.ts';
import type { ModelWeights, WeightTensor } from '../../models/weights.ts';
import { LevelStore, levelFileName } from './level-store.ts';
import { sha256 } from './sha256.ts';

/** Changes when levels are made in another way, so that those kept from before are made anew. */
const makerVersion = 1;

export interface Hooks {
  /** Tensors made, of how many. */
  readonly progress: (done: number, total: number) => void;
  /** Asked before each tensor and between steps of long work; a promise gives the event loop a turn. */
  readonly stop: () => boolean | Promise<boolean>;
}

/**
 * Makes the layers' matrices of a level whose method is `gptq`: each is given to `onTensor` once, in
 * the level's own encoding (`RowCodedTensor`; 4-bit blocks with integer zero points).
 *
 * @throws catalogued `cancelled` and whatever goes wrong
 */
export type Calibrate = (
  weights: ModelWeights,
  level: LevelId,
  hooks: Hooks & {
    readonly onTensor: (name: string, tensor: WeightTensor) => Promise<void>;
  },
) => Promise<unknown>;

export interface MakeLevelOptions extends Hooks {
  /** Absent where this model can't be calibrated. */
  readonly calibrate?: Calibrate | undefined;
  /** Names the weights that the level is made from, by content; left out, nothing is kept. */
  readonly source?: { readonly model: string; readonly digest: string } | undefined;
  /** In place of the size from which on plain levels are kept. */
  readonly slowWeights?: number;
}

/**
 * Weights at a level. What is quick to make is made as it is read; what takes seconds, searched or
 * calibrated levels of more than a few million weights, is made now, kept in a file where the browser
 * has room, and read from there the next time.
 *
 * @throws catalogued `cancelled`, `level-unavailable`, `level-needs-blocks`,
 *   `model-weights-not-finite`; what `calibrate` throws
 */
export async function makeLevel(
  weights: ModelWeights,
  level: LevelId,
  options: MakeLevelOptions,
): Promise<ModelWeights> {
  if (!isSlowToMake(weights.config, level, options.slowWeights)) return atLevel(weights, level);
  const { source } = options;
  const store = source && (await LevelStore.open());
  if (!store) return collect(weights, level, options);
  const name = levelFileName(source.model, level);
  const identity = { level, key: `${source.digest} ${makerVersion}`, config: weights.config };
  return (
    (await readKept(store, name, identity)) ??
    (await keep(store, name, identity, weights, options)) ??
    (await collect(weights, level, options))
  );
}

async function readKept(
  store: LevelStore,
  name: string,
  { level, key }: LevelIdentity,
): Promise<ModelWeights | undefined> {
  const file = await store.read(name);
  if (!file) return undefined;
  try {
    const kept = await openLevel(file, name, sha256);
    return kept.level === level && kept.key === key ? kept.weights : undefined;
  } catch {
    // Unfinished, altered or of another version: it is made anew in its place.
    return undefined;
  }
}

/** The level read back from the file that it was written to; `undefined` where that has no room. */
async function keep(
  store: LevelStore,
  name: string,
  identity: LevelIdentity,
  weights: ModelWeights,
  options: MakeLevelOptions,
): Promise<ModelWeights | undefined> {
  const expected = levelSize(weights.config, identity.level).bytes;
  const file = await store.create(name, expected);
  if (!file) return undefined;
  const disk = { isFull: false };
  const sink = {
    write: (offset: number, bytes: Uint8Array<ArrayBuffer>): void => {
      try {
        file.write(offset, bytes);
      } catch (error) {
        disk.isFull = true;
        throw error;
      }
    },
  };
  try {
    const writer = new LevelWriter(sink, identity, sha256);
    await makeTensors(weights, identity.level, options, (tensor, made) => writer.add(tensor, made));
    file.keep(await writer.finish());
  } catch (error) {
    if (!disk.isFull) throw error;
  } finally {
    await file.close();
  }
  return disk.isFull ? undefined : readKept(store, name, identity);
}

/** The level in memory, where no file can be had. */
async function collect(
  weights: ModelWeights,
  level: LevelId,
  options: MakeLevelOptions,
): Promise<ModelWeights> {
  const tensors = new Map<string, WeightTensor>();
  await makeTensors(weights, level, options, (name, tensor) => {
    tensors.set(name, tensor);
    return Promise.resolve();
  });
  return {
    ...weights,
    read: (name) => {
      const tensor = tensors.get(name);
      return tensor ? Promise.resolve(tensor) : weights.read(name);
    },
  };
}

/** Gives every tensor of the level to `add`, one in memory at a time. */
async function makeTensors(
  weights: ModelWeights,
  level: LevelId,
  { calibrate, progress, stop }: MakeLevelOptions,
  add: (name: string, tensor: WeightTensor) => Promise<void>,
): Promise<void> {
  const made = new Set<string>();
  const isCalibrated = parseLevel(level).method === 'gptq';
  if (isCalibrated) {
    if (!calibrate) throw fail('level-unavailable', { level, engine: 'simd' });
    await calibrate(weights, level, {
      progress,
      stop,
      onTensor: async (name, tensor) => {
        await add(name, tensor);
        made.add(name);
      },
    });
  }
  const levelled = atLevel(weights, level);
  for (const [done, name] of weights.names.entries()) {
    if (await stop()) throw fail('cancelled', {});
    if (!made.has(name)) await add(name, await levelled.read(name));
    // A calibration has told its own progress, of which nearly all is done.
    if (!isCalibrated) progress(done + 1, weights.names.length);
  }
}
