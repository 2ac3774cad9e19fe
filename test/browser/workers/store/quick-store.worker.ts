import { expose, proxy, transferHandlers } from 'comlink';
import { sendErrorsWhole } from '../../../../core/comlink-errors.ts';
import { holdLifeLock } from '../../../../core/liveness.ts';
import { ModelStore } from '../../../../workers/store/model-store.ts';
import { openStorage } from '../../../../workers/store/open-storage.ts';
import { quickTools } from '../../../fixtures/store/store-setup.ts';

/**
 * The store's worker with smaller chunks, whose size its address says, and short waits. A page that
 * sends shared memory finds there how far into a file its last request has read.
 */
sendErrorsWhole(transferHandlers);
holdLifeLock(self);
let reached: Int32Array | undefined;
self.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  if (data instanceof SharedArrayBuffer) reached = new Int32Array(data);
});

/** Counts what is read, by where in the file it lies. */
async function countedFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  let at = Number(/^bytes (\d+)-/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? 0);
  const counter = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(bytes, controller) {
      at += bytes.byteLength;
      if (reached) Atomics.store(reached, 0, Math.max(at, Atomics.load(reached, 0)));
      controller.enqueue(bytes);
    },
  });
  const { status, headers, url } = response;
  const counted = new Response(response.body?.pipeThrough(counter) ?? null, { status, headers });
  return Object.defineProperty(counted, 'url', { value: url });
}

const chunkBytes = Number(new URL(location.href).searchParams.get('chunk'));
const tools = quickTools({ chunkBytes, fetch: countedFetch });
const opened = openStorage().then((storage) => proxy(new ModelStore(storage, tools)));
expose({ open: () => opened });
