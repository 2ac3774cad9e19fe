import { createContext } from '@lit/context';
import type { Engine } from '../bridge/engine.ts';
import type { ChatBook } from '../chat/chat-book.ts';
import type { Offline } from '../offline/offline.ts';
import type { ChatStore } from '../store/chats.ts';
import type { Library } from '../store/library.ts';
import type { ModelShelf } from '../store/model-shelf.ts';
import type { Environment } from './environment.ts';
import type { ModelControl } from './model-control.ts';
import type { Preferences } from './preferences.ts';

/** What the elements of the interface work with; made by `services.ts`, or faked in tests. */
export interface Services {
  readonly model: ModelControl;
  readonly chats: ChatBook;
  readonly store: ChatStore;
  readonly preferences: Preferences;
  readonly environment: Environment;
  readonly offline: Offline;
  /** Models on this device, and those on their way to it. */
  readonly shelf: ModelShelf;
  readonly library: Library;
  /** An engine beside the chat's, for a variant of its own; used while `model.lend` runs. */
  readonly createEngine: () => Engine;
  readonly appVersion: string;
}

export const servicesContext = createContext<Services>(Symbol('services'));
