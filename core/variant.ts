import type { LevelId } from './levels.ts';

/**
 * What runs the model: this project's kernels on the CPU (`simd`), or onnxruntime-web on the CPU
 * (`wasm`) or the GPU (`webgpu`).
 */
export const engineIds = ['simd', 'wasm', 'webgpu'] as const;
export type EngineId = (typeof engineIds)[number];
/** The engines that run an ONNX graph. */
export type OrtEngineId = Exclude<EngineId, 'simd'>;

export const isEngineId = (value: string): value is EngineId =>
  (engineIds as readonly string[]).includes(value);

/** One model at one level on one engine: the unit that is loaded, measured and compared. */
export interface Variant {
  readonly model: string;
  readonly level: LevelId;
  readonly engine: EngineId;
}

/** `smollm2-135m-instruct/q4@wasm` */
export const formatVariant = ({ model, level, engine }: Variant): string =>
  `${model}/${level}@${engine}`;

export const sameVariant = (a: Variant, b: Variant): boolean =>
  formatVariant(a) === formatVariant(b);
