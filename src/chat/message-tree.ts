import { splitThinking } from '../../core/thinking.ts';
import type { MessageRecord } from '../store/chat-record.ts';

/** Messages from the first to `leafId`; empty where there is none. Broken or circular links end it. */
export function branchTo(
  messages: ReadonlyMap<string, MessageRecord>,
  leafId: string | null,
): readonly MessageRecord[] {
  const branch: MessageRecord[] = [];
  const seen = new Set<string>();
  for (let id = leafId; id !== null && !seen.has(id);) {
    seen.add(id);
    const message = messages.get(id);
    if (!message) break;
    branch.push(message);
    id = message.parentId;
  }
  return branch.reverse();
}

const byAge = (a: MessageRecord, b: MessageRecord): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** Messages that follow `parentId`, oldest first. */
export const childrenOf = (
  messages: ReadonlyMap<string, MessageRecord>,
  parentId: string | null,
): readonly MessageRecord[] =>
  [...messages.values()].filter((message) => message.parentId === parentId).toSorted(byAge);

/** The end of the branch through `id` that always takes the newest message. */
export function newestLeaf(messages: ReadonlyMap<string, MessageRecord>, id: string): string {
  const seen = new Set<string>();
  for (let leaf = id; ;) {
    seen.add(leaf);
    const next = childrenOf(messages, leaf).at(-1);
    if (!next || seen.has(next.id)) return leaf;
    leaf = next.id;
  }
}

/** Without questions whose answer failed or was stopped before its first word, lest models learn from it. */
export const withoutEmptyTurns = (branch: readonly MessageRecord[]): readonly MessageRecord[] =>
  branch.filter((message, index) => {
    const answer = message.role === 'user' ? branch[index + 1] : message;
    return answer?.role !== 'assistant' || splitThinking(answer.content).answer !== '';
  });
