import type { Services } from '../app/contexts.ts';
import type { AssistantMessage } from '../store/chat-record.ts';
import type { RoomChoice } from './room-choices.ts';
import { contextLengths } from './engine-settings.ts';

/** Room that is made for an answer when the oldest turns are left out: a quarter of the context. */
const answerRoom = (contextLength: number): number => Math.floor(contextLength / 4);

/** The next larger context that the model has, in tokens. */
export const largerContext = ({ model }: Pick<Services, 'model'>): number | undefined =>
  contextLengths(model.model.maxContextLength).find((length) => length > model.contextLength);

/** What finds no room: a question that is not sent yet, or an answer that ended too early. */
export type Roomless =
  | { readonly kind: 'draft'; readonly draft: string }
  | { readonly kind: 'answer'; readonly answer: AssistantMessage };

/** Makes room in the shown chat without leaving it. Resolves with whether that was possible. */
export async function makeRoom(
  { model, preferences, chats }: Pick<Services, 'model' | 'preferences' | 'chats'>,
  choice: Exclude<RoomChoice, 'new-chat'>,
  roomless: Roomless,
): Promise<boolean> {
  switch (choice) {
    case 'larger-context': {
      const contextLength = largerContext({ model });
      if (contextLength === undefined) return false;
      preferences.update({ contextLength });
      return true;
    }
    case 'omit-oldest':
      return chats.current.omitOldest(
        roomless.kind === 'draft' ? roomless.draft : undefined,
        (messages) =>
          roomless.kind === 'answer'
            ? model.engine.countTokens(messages, roomless.answer.ids, roomless.answer.think)
            : model.engine.countTokens(messages, [], chats.current.think),
        model.contextLength - answerRoom(model.contextLength),
      );
  }
}
