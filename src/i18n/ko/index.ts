import { account } from './account.ts';
import { app } from './app.ts';
import { benchmark } from './benchmark.ts';
import { chat } from './chat.ts';
import { errors } from './errors.ts';
import { evidence } from './evidence.ts';
import { offline } from './offline.ts';
import { models } from './models.ts';
import { settings } from './settings.ts';
import { sideBySide } from './side-by-side.ts';
import { storeErrors } from './store-errors.ts';

/** Korean for every message id, its values by their position in the English source. */
export const templates = {
  ...account,
  ...app,
  ...benchmark,
  ...chat,
  ...errors,
  ...evidence,
  ...offline,
  ...models,
  ...settings,
  ...sideBySide,
  ...storeErrors,
};
