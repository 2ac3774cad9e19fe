import { expose, proxy, transferHandlers } from 'comlink';
import { sendErrorsWhole } from '../core/comlink-errors.ts';
import { holdLifeLock } from '../core/liveness.ts';
import { defaultTools } from './store/default-tools.ts';
import { ModelStore } from './store/model-store.ts';
import { openStorage } from './store/open-storage.ts';

sendErrorsWhole(transferHandlers);
holdLifeLock(self);
// Exposed at once: a call that came while the storage was being opened would be lost.
const opened = openStorage().then(async (storage) => {
  const store = new ModelStore(storage, defaultTools(self));
  // What a crash left behind costs room; it must not cost the models that are there.
  await store.tidy().catch(() => undefined);
  return proxy(store);
});
expose({ open: () => opened });
