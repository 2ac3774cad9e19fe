// Served as it is: onnxruntime-web imports the address of its WebAssembly loader, and takes this
// for it. `runtime.ts` puts the function in place, and so gets to see the module's exports.
export default (config) => globalThis[Symbol.for('featherweight.ort-module')](config);
