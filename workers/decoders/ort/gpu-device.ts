import type { GpuDescription } from '../../../core/contract.ts';
import { fail } from '../../../core/errors.ts';
import { describeAdapter } from '../../../core/gpu-description.ts';
import { watchGpuBuffers } from './gpu-account.ts';

export interface GpuHandle {
  readonly device: GPUDevice;
  readonly description: GpuDescription;
}

/** Features that onnxruntime's kernels use where the adapter has them. */
const usefulFeatures: readonly GPUFeatureName[] = ['shader-f16', 'subgroups'];

/**
 * A device with the adapter's own limits: the standard ones allow buffers of 128 MiB bound, less
 * than many models need.
 *
 * @throws catalogued `webgpu-unavailable`
 */
export async function openGpu(): Promise<GpuHandle> {
  // Typed as always there; absent in insecure contexts and in browsers without WebGPU.
  const gpu = navigator.gpu as GPU | undefined;
  if (!gpu) throw fail('webgpu-unavailable', { reason: 'no-api' });
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw fail('webgpu-unavailable', { reason: 'no-adapter' });
  watchGpuBuffers();
  try {
    const device = await adapter.requestDevice({
      requiredFeatures: usefulFeatures.filter((feature) => adapter.features.has(feature)),
      requiredLimits: allLimits(adapter.limits),
    });
    return { device, description: describeAdapter(adapter.info) };
  } catch (error) {
    throw fail('webgpu-unavailable', { reason: 'no-device' }, error);
  }
}

/** The limits of an adapter as a record: they are getters of its prototype. */
function allLimits(limits: GPUSupportedLimits): Record<string, number> {
  const record: Record<string, number> = {};
  for (const name in limits) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === 'number') record[name] = value;
  }
  return record;
}
