/**
 * A 32-bit address space, less what a runtime and fragmentation take: what estimates are held against.
 * The SIMD engine, which plans its one memory to the byte, goes somewhat further.
 */
export const addressLimitBytes = 3.5e9;

/** Program, stacks and buffers: about what the engines report beside weights and cache. */
export const besidesBytes = 24e6;
