/** Of the Web Locks API, where the page may use it. */
export type Locks = Pick<LockManager, 'request'>;

const nameOf = (messageId: string): string => `featherweight/answer/${messageId}`;

/** Runs `write` while other tabs can see that the answer's writer lives. */
export const whileWriting = <T>(
  locks: Locks | undefined,
  messageId: string,
  write: () => Promise<T>,
): Promise<T> => (locks ? locks.request(nameOf(messageId), write) : write());

/** Resolves when no tab writes the answer: at once where its writer is gone. Rejects on abort. */
export const whenWriterGone = async (
  locks: Locks | undefined,
  messageId: string,
  signal: AbortSignal,
): Promise<void> => {
  await locks?.request(nameOf(messageId), { signal }, () => undefined);
};
