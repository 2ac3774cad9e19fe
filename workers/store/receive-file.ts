import { FeatherweightError, fail } from '../../core/errors.ts';
import { backOffMs, wait, type BackOff } from './back-off.ts';
import { fetchRange, type RangeAnswer, type RequestTools } from './fetch-range.ts';
import type { FileSink } from './file-sink.ts';
import { totalOf } from './record.ts';

export interface ReceiveTools extends RequestTools {
  readonly backOff: BackOff;
}

/** Told while a file comes in. */
export interface ReceiveEvents {
  /** Something came: `bytes` of it new, or fetched `again`. */
  readonly received: (bytes: number, again: boolean) => void;
  /** Tries again in `ms`. */
  readonly waiting: (ms: number, attempt: number, error: FeatherweightError) => void;
  readonly running: () => void;
}

/**
 * Fetches what is missing of a file, from where it ends, again after each failure that may pass.
 *
 * @throws catalogued `cancelled`, and the failure when it can't pass or didn't in all attempts
 */
export async function receiveFile(
  sink: FileSink,
  signal: AbortSignal,
  tools: ReceiveTools,
  events: ReceiveEvents,
): Promise<void> {
  /** Up to here bytes have been here before. */
  let furthest = sink.length;
  const received = (bytes: number): void => {
    const fresh = Math.max(0, sink.length - furthest);
    furthest = Math.max(furthest, sink.length);
    if (fresh > 0) events.received(fresh, false);
    if (bytes > fresh) events.received(bytes - fresh, true);
  };
  for (let attempt = 1; !isWhole(sink); attempt++) {
    const before = sink.length;
    const problem = await attemptOnce(sink, signal, tools, received);
    if (!problem) continue;
    if (sink.length > before) attempt = 1;
    const asked = problem.retryAfterMs ?? 0;
    const { attempts, longestAskedMs } = tools.backOff;
    if (!problem.isWorthRetrying || attempt >= attempts || asked > longestAskedMs)
      throw problem.error;
    const ms = Math.max(asked, backOffMs(attempt, tools.backOff));
    events.waiting(ms, attempt, problem.error);
    await wait(ms, signal).catch((cause: unknown) => {
      throw fail('cancelled', {}, cause);
    });
    events.running();
  }
  await sink.finish();
}

function isWhole({ length, record }: FileSink): boolean {
  return length > 0 ? length === totalOf(record) : record.totalBytes === 0;
}

type Problem = Extract<RangeAnswer, { kind: 'refused' }>;

/** One request. `undefined` when the file may be whole now. */
async function attemptOnce(
  sink: FileSink,
  signal: AbortSignal,
  tools: ReceiveTools,
  received: (bytes: number) => void,
): Promise<Problem | undefined> {
  const { path, url } = sink.record;
  const answer = await fetchRange({ url, file: path, offset: sink.length }, signal, tools);
  if (answer.kind === 'refused') return answer;
  if (answer.kind === 'beyond-end') return beyondEnd(sink, answer.totalBytes);

  const total = answer.totalBytes;
  const told = {
    ...(answer.etag !== undefined && { etag: answer.etag }),
    ...(total !== undefined && { totalBytes: total }),
  };
  try {
    checkLength(sink, total);
    if (sink.length > 0 && (answer.start === 0 || isOtherCopy(sink, answer))) {
      await sink.restart();
      if (answer.start > 0) {
        // The body goes on from the middle of another copy.
        await answer.discard();
        return {
          kind: 'refused',
          error: fail('model-file-altered', { file: path }),
          isWorthRetrying: true,
        };
      }
    }
    await sink.save(told);
  } catch (error) {
    await answer.discard();
    throw error;
  }
  try {
    for await (const bytes of answer.body) {
      const limit = totalOf(sink.record);
      if (limit !== undefined && sink.length + bytes.byteLength > limit) {
        const actualBytes = sink.length + bytes.byteLength;
        await sink.restart();
        throw fail('model-file-length-differs', { file: path, expectedBytes: limit, actualBytes });
      }
      await sink.write(bytes);
      received(bytes.byteLength);
    }
  } catch (error) {
    // What came before the cut is good; on a full disk it may be too late to note it.
    const saving = sink.save(told);
    await (isStorageFailure(error) ? saving.catch(() => undefined) : saving);
    if (isPassing(error)) return { kind: 'refused', error, isWorthRetrying: true };
    throw error;
  }
  await sink.save(told);
  return atEnd(sink, url);
}

/** The body has ended: is that the file's end? */
async function atEnd(sink: FileSink, url: string): Promise<Problem | undefined> {
  const expectedBytes = totalOf(sink.record);
  if (expectedBytes === undefined) {
    // A server that tells no length: what came is the file.
    await sink.save({ totalBytes: sink.length });
    return undefined;
  }
  if (sink.length >= expectedBytes) return undefined;
  const { path: file } = sink.record;
  const cause = new Error(`${new URL(url).host} ended the answer early`);
  const error = fail(
    'model-file-truncated',
    { file, expectedBytes, actualBytes: sink.length },
    cause,
  );
  return { kind: 'refused', error, isWorthRetrying: true };
}

async function beyondEnd(
  sink: FileSink,
  totalBytes: number | undefined,
): Promise<Problem | undefined> {
  const total = totalBytes ?? totalOf(sink.record) ?? 0;
  checkLength(sink, total);
  if (sink.length === 0 && total === 0) {
    await sink.save({ totalBytes: 0 });
    return undefined;
  }
  const { path: file } = sink.record;
  const error = fail('model-file-length-differs', {
    file,
    expectedBytes: sink.length,
    actualBytes: total,
  });
  // The file on the server became shorter: begin again, or give up if it said so at the beginning.
  const isWorthRetrying = sink.length > 0;
  await sink.restart();
  return { kind: 'refused', error, isWorthRetrying };
}

/** @throws catalogued `model-file-length-differs` where the server's file isn't the listed one */
function checkLength(sink: FileSink, actualBytes: number | undefined): void {
  const { path: file, expectedBytes } = sink.record;
  if (expectedBytes !== undefined && actualBytes !== undefined && actualBytes !== expectedBytes)
    throw fail('model-file-length-differs', { file, expectedBytes, actualBytes });
}

/**
 * Whether the server has another file now than the one that the bytes here are from. Where the hash
 * is known it decides at the end: a hub's mirrors may give one file several tags.
 */
function isOtherCopy(
  { record }: FileSink,
  {
    etag,
    totalBytes,
  }: { readonly etag: string | undefined; readonly totalBytes: number | undefined },
): boolean {
  if (
    record.totalBytes !== undefined &&
    totalBytes !== undefined &&
    record.totalBytes !== totalBytes
  )
    return true;
  return (
    record.expectedSha256 === undefined &&
    record.etag !== undefined &&
    etag !== undefined &&
    record.etag !== etag
  );
}

const isPassing = (error: unknown): error is FeatherweightError =>
  error instanceof FeatherweightError &&
  (error.code === 'network-failed' || error.code === 'connection-stalled');

const isStorageFailure = (error: unknown): boolean =>
  error instanceof FeatherweightError &&
  (error.code === 'storage-short' || error.code === 'storage-failed');
