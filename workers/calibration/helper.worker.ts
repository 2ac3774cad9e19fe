import { JobBoard } from './jobs.ts';
import { instantiate } from './kernel-exports.ts';

/** Sent once to a helper worker. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
  /** Where the scratch memory of thread 0 begins, and the distance to the next thread's. */
  readonly scratch: number;
  readonly stride: number;
}

addEventListener('message', ({ data }: MessageEvent<HelperStart>) => {
  const { module, memory, thread, scratch, stride } = data;
  const kernels = instantiate(module, memory);
  postMessage('ready');
  new JobBoard(memory.buffer).serve(kernels, scratch, stride, thread);
  close();
});
