import { fromWireError, toWireError, type WireError } from './wire-error.ts';

/** A comlink transfer handler, as far as it is needed here: this folder has no dependencies. */
interface ThrowHandler {
  canHandle(value: unknown): value is unknown;
  serialize(value: unknown): [unknown, never[]];
  deserialize(value: unknown): unknown;
}

interface HandlerMap {
  get(name: string): Pick<ThrowHandler, 'canHandle'> | undefined;
  set(name: string, handler: ThrowHandler): unknown;
}

/**
 * Makes errors cross the worker boundary whole. comlink's own `throw` handler sends only message,
 * name and stack, so code, parameters and causes would be lost; it recognises thrown values by a
 * symbol that it doesn't export, so its `canHandle` is kept. To be called on both sides, before the
 * first call: `sendErrorsWhole(Comlink.transferHandlers)`.
 */
export function sendErrorsWhole(transferHandlers: HandlerMap): void {
  const original = transferHandlers.get('throw');
  if (!original) throw new Error('comlink has no throw handler');
  transferHandlers.set('throw', {
    canHandle: (value): value is unknown => original.canHandle(value),
    serialize: (thrown) => [toWireError((thrown as { value: unknown }).value), []],
    deserialize: (wire) => {
      throw fromWireError(wire as WireError);
    },
  });
}
