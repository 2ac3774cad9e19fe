/**
 * Resolves with `performance.now()` once the browser has painted what the page shows now, or with
 * `undefined` where the page is hidden and nothing is painted.
 */
export function afterPaint(): Promise<number | undefined> {
  if (document.hidden) return Promise.resolve(undefined);
  return new Promise((resolve) => {
    const onVisibility = (): void => {
      if (document.hidden) settle(undefined);
    };
    const settle = (at: number | undefined): void => {
      document.removeEventListener('visibilitychange', onVisibility);
      resolve(at);
    };
    document.addEventListener('visibilitychange', onVisibility);
    requestAnimationFrame(() => {
      // A message is handled after the frame that is being made has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        settle(performance.now());
      };
      port2.postMessage(undefined);
    });
  });
}
