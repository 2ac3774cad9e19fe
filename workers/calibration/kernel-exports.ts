/** The functions of `kernels/index.ts`, by the number that a job names them with. */
export const kernelNames = [
  'gemm',
  'fitBlock',
  'roundBlock',
  'improveBlock',
  'attend',
  'gateRows',
  'normRows',
  'rotateRows',
] as const;
export type KernelName = (typeof kernelNames)[number];

/** Addresses and numbers, then scratch memory, this thread's number and how many there are. */
export type CalibrationKernels = Readonly<Record<KernelName, (...parameters: number[]) => void>>;

export const instantiate = (
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): CalibrationKernels =>
  new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as CalibrationKernels;
