import { describe, expect, test } from 'vitest';
import { branchTo, childrenOf, newestLeaf } from '../../../../src/chat/message-tree.ts';
import type { MessageRecord } from '../../../../src/store/chat-record.ts';

const tree = (...links: readonly (readonly [id: string, parent: string | null])[]) =>
  new Map(
    links.map(([id, parentId], index): [string, MessageRecord] => [
      id,
      { id, parentId, chatId: 'c', createdAt: index, role: 'user', content: id },
    ]),
  );
const ids = (messages: readonly MessageRecord[]): string => messages.map(({ id }) => id).join('');

const messages = tree(['a', null], ['b', 'a'], ['c', 'b'], ['d', 'a'], ['e', 'd']);

describe('a tree of messages', () => {
  test('has a branch to each message', () => {
    expect(ids(branchTo(messages, 'c'))).toBe('abc');
    expect(ids(branchTo(messages, 'e'))).toBe('ade');
    expect(branchTo(messages, null)).toEqual([]);
  });

  test('tells siblings oldest first', () => {
    expect(ids(childrenOf(messages, 'a'))).toBe('bd');
    expect(ids(childrenOf(messages, null))).toBe('a');
  });

  test('ends at the newest leaf', () => {
    expect(newestLeaf(messages, 'a')).toBe('e');
    expect(newestLeaf(messages, 'b')).toBe('c');
  });

  test('ends where links are broken or go in a circle', () => {
    expect(ids(branchTo(tree(['b', 'gone']), 'b'))).toBe('b');
    const circle = tree(['a', 'b'], ['b', 'a']);
    expect(ids(branchTo(circle, 'a'))).toBe('ba');
    expect(['a', 'b']).toContain(newestLeaf(circle, 'a'));
  });
});
