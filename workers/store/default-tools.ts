import { defaultBackOff } from './back-off.ts';
import type { StoreTools } from './model-store.ts';
import { PolicyWatch } from './policy-watch.ts';
import { Turns } from './turns.ts';

/** More at a time would only make each come later. */
const transfersAtOnce = 2;

const stallMs = 30_000;

/** What the store needs of the real world. */
export const defaultTools = (scope: ConstructorParameters<typeof PolicyWatch>[0]): StoreTools => ({
  fetch: (input, init) => fetch(input, init),
  policy: new PolicyWatch(scope),
  stallMs,
  backOff: defaultBackOff,
  turns: new Turns(transfersAtOnce),
});
