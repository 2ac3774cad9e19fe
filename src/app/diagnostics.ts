import type { FeatherweightError, Failure } from '../../core/errors.ts';
import type { InstructionTier } from '../../core/instruction-tiers.ts';
import { formatVariant, type Variant } from '../../core/variant.ts';
import { toWireError } from '../../core/wire-error.ts';
import { offlineLine, type OfflineState } from '../offline/offline.ts';
import type { Environment, WebGpuAvailability } from './environment.ts';

export interface DiagnosticsInput {
  readonly appVersion: string;
  readonly environment: Environment;
  readonly variant: Variant | undefined;
  /** Of the variant that is loaded, where its engine has kernels for several. */
  readonly instructions: InstructionTier | undefined;
  readonly storagePersistent: boolean;
  readonly offline: OfflineState;
  readonly failure: Failure;
  /** With its stack, where the page still has it. */
  readonly error: FeatherweightError | undefined;
}

const webgpuLine = (webgpu: WebGpuAvailability): string =>
  webgpu.kind === 'unavailable' ? `none (${webgpu.reason})` : `${webgpu.kind} (${webgpu.adapter})`;

/** What a report of a failure needs, in English for who reads it. Holds nothing of what was said. */
export function diagnostics(input: DiagnosticsInput): string {
  const { environment, failure, error } = input;
  const lines = [
    `Featherweight ${input.appVersion}`,
    `failure: ${failure.code} ${JSON.stringify(failure.parameters)}`,
    `variant: ${input.variant ? formatVariant(input.variant) : 'none'}`,
    `browser: ${environment.userAgent}`,
    `logical processors: ${environment.cores}`,
    `secure context: ${String(environment.secureContext)}`,
    `cross-origin isolated: ${String(environment.crossOriginIsolated)}`,
    `threads: ${environment.threads}`,
    `processor instructions: ${input.instructions ?? 'not known'}`,
    `WebAssembly SIMD: ${String(environment.wasmSimd)}, relaxed: ${String(environment.relaxedSimd)}`,
    `WebGPU: ${webgpuLine(environment.webgpu)}`,
    `origin private files: ${String(environment.files)}`,
    `Web Locks: ${String(environment.locks)}`,
    `storage persistent: ${String(input.storagePersistent)}`,
    `service worker: ${offlineLine(input.offline)}`,
  ];
  if (error) {
    const { stack, causes } = toWireError(error);
    lines.push('', stack ?? error.message, ...causes.map((cause) => `caused by: ${cause}`));
  }
  return lines.join('\n');
}
