import { describe, expect, it } from 'vitest';
import type { UserMessage } from '../../../../src/store/chat-record.ts';
import { branchTo, latestLeaf, siblingsOf } from '../../../../src/store/message-tree.ts';

const message = (id: string, parentId: string | null, createdAt: number): UserMessage => ({
  id,
  chatId: 'chat',
  parentId,
  createdAt,
  content: id,
  role: 'user',
});

// a - b - c    with c2 beside c (edited), and a2 beside a
//       \ c2 - d
const tree = [
  message('d', 'c2', 5),
  message('c2', 'b', 4),
  message('a', null, 1),
  message('c', 'b', 3),
  message('b', 'a', 2),
  message('a2', null, 2),
];
const ids = (messages: readonly { readonly id: string }[]): string =>
  messages.map(({ id }) => id).join(' ');

describe('branchTo', () => {
  it('goes from the first message to the leaf', () => {
    expect(ids(branchTo(tree, 'c'))).toBe('a b c');
    expect(ids(branchTo(tree, 'd'))).toBe('a b c2 d');
  });

  it('shows the newest branch where the leaf is missing or none', () => {
    expect(ids(branchTo(tree, 'lost'))).toBe('a b c2 d');
    expect(ids(branchTo(tree, null))).toBe('a b c2 d');
    expect(branchTo([], null)).toEqual([]);
  });

  it('keeps what hangs on a message that is missing', () => {
    expect(ids(branchTo([message('y', 'x', 2), message('x', 'lost', 1)], 'y'))).toBe('x y');
  });

  it('ends on records that name each other as parents', () => {
    const circle = [message('x', 'y', 1), message('y', 'x', 2)];
    expect(ids(branchTo(circle, 'x'))).toBe('y x');
  });
});

describe('siblingsOf', () => {
  it('gives alternatives in order of time', () => {
    expect(ids(siblingsOf(tree, tree[1] as UserMessage))).toBe('c c2');
    expect(ids(siblingsOf(tree, tree[5] as UserMessage))).toBe('a a2');
  });

  it('holds what two tabs appended to the same message, in the same order in both', () => {
    const two = [message('n', 'm', 7), message('k', 'm', 7), message('m', null, 6)];
    const one = two[0] as UserMessage;
    expect(ids(siblingsOf(two, one))).toBe('k n');
    expect(ids(siblingsOf(two.toReversed(), one))).toBe('k n');
  });
});

describe('latestLeaf', () => {
  it('follows the newest message at each fork', () => {
    expect(latestLeaf(tree, 'a')).toBe('d');
    expect(latestLeaf(tree, 'c')).toBe('c');
  });

  it('ends on a circle', () => {
    expect(['x', 'y']).toContain(latestLeaf([message('x', 'y', 1), message('y', 'x', 2)], 'x'));
  });
});
