/** Absent where the browser has no WebGPU, or the machine nothing to run it on. */
export const adapter = await (navigator.gpu as GPU | undefined)?.requestAdapter();

/** Why a test was skipped. */
export const noAdapter = 'this browser offers no WebGPU adapter here';
