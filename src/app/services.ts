import { webLocks } from '../../core/capabilities.ts';
import { createEngine } from '../bridge/create-engine.ts';
import { ChatBook } from '../chat/chat-book.ts';
import type { Offline } from '../offline/offline.ts';
import { createLibrary } from '../store/library.ts';
import { ModelShelf } from '../store/model-shelf.ts';
import { Models } from '../store/models.ts';
import { openChatStore } from '../store/open-chat-store.ts';
import { automationOptions, exposeAutomation } from './automation.ts';
import { appCommit, appVersion } from './build-info.ts';
import type { Services } from './contexts.ts';
import { detectEnvironment } from './environment.ts';
import { followShelf } from './follow-shelf.ts';
import { ModelControl } from './model-control.ts';
import { offeredModels } from './model-option.ts';
import type { Preferences } from './preferences.ts';

/** Makes what the interface works with, and begins to load the model. */
export async function startServices(preferences: Preferences, offline: Offline): Promise<Services> {
  const [environment, store] = await Promise.all([detectEnvironment(), openChatStore()]);
  const { models = offeredModels(document.baseURI), autoload = true } = automationOptions();
  const engine = createEngine();
  const model = new ModelControl(engine, models, environment, preferences);
  const library = createLibrary();
  const shelf = new ModelShelf(new Models(), library);
  followShelf(shelf, model);
  const chats = new ChatBook({
    store,
    model,
    preferences,
    locks: webLocks(globalThis),
  });
  exposeAutomation(engine, models);
  document.addEventListener('visibilitychange', () => {
    // A download would disturb what is being measured.
    if (document.visibilityState === 'visible' && !model.busy) void offline.checkForUpdate();
  });
  await Promise.all([chats.refresh(), shelf.ready]);
  if (autoload) model.start();
  return {
    model,
    chats,
    store,
    preferences,
    environment,
    offline,
    shelf,
    library,
    createEngine,
    appVersion: appCommit ? `${appVersion} (${appCommit})` : appVersion,
  };
}
