import type { MessageRecord } from './chat-record.ts';

/*
 * The messages of a chat form a tree: editing, regenerating and answering from two tabs all add a
 * sibling. A branch is the path from a first message to a leaf; siblings stand in order of time.
 */

const byTime = (a: MessageRecord, b: MessageRecord): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

const childrenOf = (messages: readonly MessageRecord[], parentId: string | null): MessageRecord[] =>
  messages.filter((message) => message.parentId === parentId).sort(byTime);

/** The messages of the same role that follow the same message as `message`, itself included. */
export const siblingsOf = (
  messages: readonly MessageRecord[],
  message: MessageRecord,
): readonly MessageRecord[] =>
  childrenOf(messages, message.parentId).filter(({ role }) => role === message.role);

/** The end of the newest branch through `id`, following the newest message at each fork. */
export function latestLeaf(messages: readonly MessageRecord[], id: string): string {
  const passed = new Set([id]);
  for (let current = id; ;) {
    const next = childrenOf(messages, current).at(-1);
    if (!next || passed.has(next.id)) return current;
    current = next.id;
    passed.add(current);
  }
}

/**
 * The branch that ends at `leafId`, first message first. Where that message is missing (its record
 * could not be stored, or a chat names none), the branch of the newest message stands in.
 */
export function branchTo(
  messages: readonly MessageRecord[],
  leafId: string | null,
): readonly MessageRecord[] {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const newest = messages.toSorted(byTime).at(-1);
  let message = (leafId === null ? undefined : byId.get(leafId)) ?? newest;
  const branch: MessageRecord[] = [];
  while (message) {
    branch.unshift(message);
    // A message is passed once: a damaged record may name one of its own descendants.
    byId.delete(message.id);
    message = message.parentId === null ? undefined : byId.get(message.parentId);
  }
  return branch;
}
