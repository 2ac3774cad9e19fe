/** Bytes of the GPU buffers created since `watchGpuBuffers` less those destroyed. */
let live = 0;
let peak = 0;
let watching = false;

/** Wraps the two calls through which every buffer comes and goes, of whichever library. */
export function watchGpuBuffers(): void {
  if (watching) return;
  watching = true;
  const sizes = new WeakMap<GPUBuffer, number>();
  const create = Reflect.get(GPUDevice.prototype, 'createBuffer');
  const destroy = Reflect.get(GPUBuffer.prototype, 'destroy');
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = create.call(this, descriptor);
    sizes.set(buffer, buffer.size);
    live += buffer.size;
    peak = Math.max(peak, live);
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    live -= sizes.get(this) ?? 0;
    sizes.delete(this);
    destroy.call(this);
  };
}

export const gpuBytes = (): { readonly live: number; readonly peak: number } => ({ live, peak });
