import { instantiate } from './kernel-instance.ts';

/** Sent once to a helper worker. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly thread: number;
}

addEventListener('message', ({ data }: MessageEvent<HelperStart>) => {
  const kernels = instantiate(data.module, data.memory);
  postMessage('ready');
  kernels.serve(data.thread);
  close();
});
