import { ms, type Ms } from '../units.ts';

/** Where the bytes of a model came from. Cold and warm loads are never mixed. */
export type LoadOrigin = 'network' | 'storage' | 'mixed';

export const loadParts = [
  'fetchMs',
  'parseMs',
  'quantizeMs',
  'compileMs',
  'warmupMs',
  'workerStartMs',
  'otherMs',
] as const;
export type LoadPart = (typeof loadParts)[number];

/**
 * `loadMs`, ms: from the load request on the page to a decoder that can take a prompt, split into
 * parts that add up to it.
 * - `fetchMs`: waiting for bytes from the network or from storage on the device (`origin` says which)
 * - `parseMs`: reading the model file and the tokenizer
 * - `quantizeMs`: making the level's weights
 * - `compileMs`: session or kernels, and threads
 * - `warmupMs`: the first evaluation, whose result is thrown away
 * - `workerStartMs`: from the request to the worker's first statement
 * - `otherMs`: the rest
 *
 * Stages overlap while streaming, so each instant is charged to one part: waiting for bytes is
 * `fetchMs`, otherwise the stage that computes. Excluded: downloading the page itself.
 */
export interface LoadFigures extends Readonly<Record<LoadPart, Ms>> {
  readonly loadMs: Ms;
  readonly origin: LoadOrigin;
}

export function loadFigures(
  loadMs: number,
  measured: Readonly<Partial<Record<Exclude<LoadPart, 'otherMs'>, number>>>,
  origin: LoadOrigin,
): LoadFigures {
  const part = (name: Exclude<LoadPart, 'otherMs'>): number => measured[name] ?? 0;
  const charged =
    part('fetchMs') +
    part('parseMs') +
    part('quantizeMs') +
    part('compileMs') +
    part('warmupMs') +
    part('workerStartMs');
  return {
    loadMs: ms(loadMs),
    fetchMs: ms(part('fetchMs')),
    parseMs: ms(part('parseMs')),
    quantizeMs: ms(part('quantizeMs')),
    compileMs: ms(part('compileMs')),
    warmupMs: ms(part('warmupMs')),
    workerStartMs: ms(part('workerStartMs')),
    otherMs: ms(loadMs - charged),
    origin,
  };
}
