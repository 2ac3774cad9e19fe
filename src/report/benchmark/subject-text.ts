import type { BenchRowSubject } from '../../../core/bench-result.ts';
import type { EngineId } from '../../../core/variant.ts';
import { catalogue } from '../../../models/catalogue.ts';
import { engineName, threadsText } from '../../i18n/engines.ts';

/** What a model is called; its id where it isn't in the catalogue. */
export const modelName = (id: string): string =>
  catalogue.find((entry) => entry.id === id)?.displayName ?? id;

/** `SIMD, 2 threads`; the GPU's threads are not the app's to choose. */
export const engineWithThreads = (engine: EngineId, threads: number): string =>
  engine === 'webgpu' ? engineName(engine) : `${engineName(engine)}, ${threadsText(threads)}`;

/** `q4, SIMD, 2 threads` */
export const variantText = ({
  level,
  engine,
  n_threads,
}: Pick<BenchRowSubject, 'level' | 'engine' | 'n_threads'>): string =>
  `${level}, ${engineWithThreads(engine, n_threads)}`;

/** The same for rows of one variant with its threads. */
export const variantKey = ({ model, level, engine, n_threads }: BenchRowSubject): string =>
  [model, level, engine, engine === 'webgpu' ? '' : n_threads].join('/');

/** The same for rows of one test, whatever ran it. */
export const testKey = ({ n_prompt, n_gen, n_depth }: BenchRowSubject): string =>
  [n_prompt, n_gen, n_depth].join('/');
