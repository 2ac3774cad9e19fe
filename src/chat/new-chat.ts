import type { ChatRecord } from '../store/chat-record.ts';
import { newId } from './new-id.ts';

export const newChat = (): ChatRecord => {
  const now = Date.now();
  return { id: newId(), title: '', systemPrompt: '', createdAt: now, updatedAt: now, leafId: null };
};
