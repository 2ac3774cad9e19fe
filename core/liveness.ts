/**
 * How a page learns that its worker is gone. A worker that the browser ends (out of memory, a crash)
 * may fire no event, and a pending comlink call would then never settle. But a Web Lock is released
 * whenever its holder dies. So the page names each worker with a random name; the worker takes the
 * lock of that name for its lifetime and posts `aliveMessage`; the page then asks for the same lock,
 * and being given it means that the worker has ended. Web Locks exist in secure contexts only:
 * elsewhere the worker's own `error` event is all there is.
 */
export const aliveMessage = 'featherweight-alive';

/** The part of a worker's global scope that is needed here. */
interface NamedScope {
  readonly name: string;
  readonly navigator: {
    readonly locks?: { request(name: string, held: () => Promise<never>): Promise<unknown> };
  };
  postMessage(message: unknown): void;
}

/** The worker's side, to be called as early as possible: `holdLifeLock(self)`. */
export function holdLifeLock(scope: NamedScope): void {
  const never = new Promise<never>(() => undefined);
  void scope.navigator.locks?.request(scope.name, () => {
    scope.postMessage(aliveMessage);
    return never;
  });
}
