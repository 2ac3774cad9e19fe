/**
 * Sizes of the WebAssembly memories made since `watchHeaps`, which must come before a runtime is
 * imported: it makes its memory while it starts and shows it to nobody.
 */
const heaps: WebAssembly.Memory[] = [];
let watching = false;

export function watchHeaps(): void {
  if (watching) return;
  watching = true;
  const { Memory } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
      const memory = new target(descriptor);
      heaps.push(memory);
      return memory;
    },
  });
}

/** Bytes of all of them. */
export const heapBytes = (): number =>
  heaps.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);

/** The memory that `buffer` is the present view of; its `buffer` stays right when it grows. */
export const heapOf = (buffer: ArrayBufferLike): WebAssembly.Memory | undefined =>
  heaps.find((memory) => memory.buffer === buffer);
