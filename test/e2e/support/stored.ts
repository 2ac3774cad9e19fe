import type {
  AssistantMessage,
  ChatRecord,
  MessageRecord,
} from '../../../src/store/chat-record.ts';

/** Playwright's page, or another driver's. */
interface Evaluating {
  evaluate<Result>(code: () => Promise<Result>): Promise<Result>;
}

/** What the page has in its stores on the device. */
export interface Stored {
  readonly chats: readonly ChatRecord[];
  readonly messages: readonly MessageRecord[];
  readonly benchmarks: number;
}

export const stored = (page: Evaluating): Promise<Stored> =>
  page.evaluate(async () => {
    const all = (name: string, store: string): Promise<unknown[]> =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(new Error(`${name} was not opened`));
        opening.onsuccess = () => {
          const database = opening.result;
          const close = (records: unknown[]): void => {
            database.close();
            resolve(records);
          };
          if (!database.objectStoreNames.contains(store)) {
            close([]);
            return;
          }
          const reading = database.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => close(reading.result as unknown[]);
        };
      });
    return {
      chats: (await all('featherweight-chats', 'chats')) as ChatRecord[],
      messages: (await all('featherweight-chats', 'messages')) as MessageRecord[],
      benchmarks: (await all('featherweight-benchmarks', 'results')).length,
    };
  });

export const answersOf = ({ messages }: Stored): readonly AssistantMessage[] =>
  messages
    .filter((message) => message.role === 'assistant')
    .toSorted((a, b) => a.createdAt - b.createdAt);
