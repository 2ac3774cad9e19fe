import { webLocks } from '../../core/capabilities.ts';
import { fail } from '../../core/errors.ts';

const prefix = 'featherweight-model-store:';

/** What a page that was just closed held is free again after a moment, ms. */
const graceMs = 1000;

/** What stands in for Web Locks within this worker alone: where there are none, tabs share no storage. */
const queues = new Map<string, Promise<unknown>>();
const holders = new Map<string, { readonly mode: LockMode; count: number }>();

/** Runs one at a time over all tabs; waits. */
export async function underLock<T>(name: string, run: () => Promise<T>): Promise<T> {
  const locks = webLocks(globalThis);
  if (locks) return locks.request(prefix + name, run);
  const turn = (queues.get(name) ?? Promise.resolve()).then(run);
  queues.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}

/**
 * Runs while no other, in any tab, changes the model (`shared`) or does anything with it
 * (`exclusive`).
 *
 * @throws catalogued `model-busy`
 */
export async function withModel<T>(id: string, mode: LockMode, run: () => Promise<T>): Promise<T> {
  const locks = webLocks(globalThis);
  if (!locks) return withModelHere(id, mode, run);
  const state = { isHeld: false };
  try {
    return await locks.request(
      modelLock(id),
      { mode, signal: AbortSignal.timeout(graceMs) },
      () => {
        state.isHeld = true;
        return run();
      },
    );
  } catch (error) {
    if (state.isHeld) throw error;
    throw fail('model-busy', { model: id }, error);
  }
}

async function withModelHere<T>(id: string, mode: LockMode, run: () => Promise<T>): Promise<T> {
  const holder = holders.get(id) ?? { mode, count: 0 };
  if (holder.count > 0 && (mode === 'exclusive' || holder.mode === 'exclusive'))
    throw fail('model-busy', { model: id });
  holder.count++;
  holders.set(id, holder);
  try {
    return await run();
  } finally {
    holder.count--;
    if (holder.count === 0) holders.delete(id);
  }
}

/** Ids of models that someone, in any tab, changes or brings in. */
export async function modelsBeingChanged(): Promise<ReadonlySet<string>> {
  const { held = [] } = (await webLocks(globalThis)?.query()) ?? {};
  const start = modelLock('');
  return new Set(
    held.flatMap(({ name = '', mode }) =>
      mode === 'exclusive' && name.startsWith(start) ? [name.slice(start.length)] : [],
    ),
  );
}

const modelLock = (id: string): string => `${prefix}model:${id}`;
