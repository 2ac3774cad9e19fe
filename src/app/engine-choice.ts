import type { LevelId } from '../../core/levels.ts';
import { engineIds, type EngineId } from '../../core/variant.ts';
import type { Environment, WebGpuAvailability } from './environment.ts';

/** Decode rates by engine, measured once on this device by the same short decode, tok/s. */
export type EngineMeasurement = Readonly<Partial<Record<EngineId, number>>>;

/** Why this engine runs. The interface has a sentence for each. */
export type ChoiceReason =
  | { readonly kind: 'overridden' }
  | { readonly kind: 'webgpu-unavailable'; readonly reason: 'no-api' | 'no-adapter' | 'insecure' }
  | { readonly kind: 'webgpu-software' }
  | { readonly kind: 'webgpu-unmeasured' }
  /** The SIMD engine can't run this model; `detail` says why, in English. */
  | { readonly kind: 'simd-unsupported'; readonly detail: string }
  /** No other engine runs this level. */
  | { readonly kind: 'only-engine' }
  | { readonly kind: 'measured'; readonly rates: EngineMeasurement };

export interface EngineChoice {
  readonly engine: EngineId;
  readonly reason: ChoiceReason;
}

export interface ChoiceInput {
  readonly webgpu: WebGpuAvailability;
  readonly secureContext: boolean;
  readonly measurement: EngineMeasurement | undefined;
  /** What the person picked; ignored where it can't run. */
  readonly override: EngineId | undefined;
  /** Why the SIMD engine can't run this model, once that was found. */
  readonly simdUnsupported: string | undefined;
}

/** The CPU engine that runs unless a person picks another: ours, or onnxruntime for models it doesn't know. */
export const automaticCpuEngine = (simdUnsupported: string | undefined) =>
  simdUnsupported === undefined ? 'simd' : 'wasm';

/**
 * Which engine runs, and why. The CPU runs until it and WebGPU were measured on this device: a first
 * visit needs no onnxruntime at all then, and small models are often faster on the CPU. For models
 * that the SIMD engine doesn't know onnxruntime stands in. A software adapter is never picked by
 * itself, only by a person.
 */
export function chooseEngine({
  webgpu,
  secureContext,
  measurement,
  override,
  simdUnsupported,
}: ChoiceInput): EngineChoice {
  const cpu = automaticCpuEngine(simdUnsupported);
  if (override === 'simd' && simdUnsupported !== undefined)
    return { engine: cpu, reason: { kind: 'simd-unsupported', detail: simdUnsupported } };
  if (override !== undefined && (override !== 'webgpu' || webgpu.kind !== 'unavailable'))
    return { engine: override, reason: { kind: 'overridden' } };
  const onCpu = measurement?.[cpu];
  const onGpu = measurement?.webgpu;
  if (webgpu.kind === 'available' && onCpu !== undefined && onGpu !== undefined) {
    const rates = { [cpu]: onCpu, webgpu: onGpu };
    return { engine: onGpu > onCpu ? 'webgpu' : cpu, reason: { kind: 'measured', rates } };
  }
  if (simdUnsupported !== undefined && override === undefined)
    return { engine: cpu, reason: { kind: 'simd-unsupported', detail: simdUnsupported } };
  switch (webgpu.kind) {
    case 'unavailable': {
      const reason = secureContext ? webgpu.reason : 'insecure';
      return { engine: cpu, reason: { kind: 'webgpu-unavailable', reason } };
    }
    case 'software':
      return { engine: cpu, reason: { kind: 'webgpu-software' } };
    case 'available':
      return { engine: cpu, reason: { kind: 'webgpu-unmeasured' } };
  }
}

export interface EngineOption {
  readonly engine: EngineId;
  /** `model`: its layers aren't known to this engine. */
  readonly disabled: 'no-webgpu' | 'insecure' | 'level' | 'model' | undefined;
}

/** Levels that an engine runs: 16 bits are for GPUs, and onnxruntime's WebGPU provider has no dynamic int8. */
export const runsLevel = (engine: EngineId, level: LevelId): boolean =>
  engine === 'webgpu' ? level !== 'int8' : level !== 'fp16';

/** Whether an engine here runs a level: 16 bits need a GPU that computes in them. */
export const levelRunsHere = ({ webgpu }: Environment, level: LevelId): boolean =>
  level !== 'fp16' || (webgpu.kind !== 'unavailable' && webgpu.halves === true);

/** Engines of a model: those that can run it, as far as its files tell; absent: all. */
interface WithEngines {
  readonly engines?: readonly EngineId[];
}

export const runsModel = (engine: EngineId, { engines }: WithEngines): boolean =>
  engines?.includes(engine) !== false;

/** Every engine, those that can't run this level of the model here with the reason. */
export const engineOptions = (
  environment: Environment,
  level: LevelId,
  model: WithEngines,
): readonly EngineOption[] =>
  engineIds.map((engine) => ({ engine, disabled: obstacle(engine, environment, level, model) }));

function obstacle(
  engine: EngineId,
  { webgpu, secureContext }: Environment,
  level: LevelId,
  model: WithEngines,
): EngineOption['disabled'] {
  if (engine === 'webgpu' && webgpu.kind === 'unavailable')
    return secureContext ? 'no-webgpu' : 'insecure';
  if (!runsModel(engine, model)) return 'model';
  return runsLevel(engine, level) ? undefined : 'level';
}

/** Under which a measurement is remembered: the device and the model's size decide it. */
export const measurementKey = (environment: Environment, model: string, level: LevelId): string =>
  [
    model,
    level,
    environment.cores,
    environment.webgpu.kind === 'unavailable' ? 'none' : environment.webgpu.adapter,
    environment.userAgent,
  ].join('|');
