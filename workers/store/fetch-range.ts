import { fail, type FeatherweightError } from '../../core/errors.ts';
import type { PolicyWatch } from './policy-watch.ts';
import { Watchdog } from './watchdog.ts';

/** Everything of the outside world that a request needs; tests bring their own. */
export interface RequestTools {
  readonly fetch: typeof fetch;
  readonly policy: PolicyWatch;
  /** Nothing for this long is a stall, ms. */
  readonly stallMs: number;
}

export interface RangeRequest {
  readonly url: string;
  /** As it is named to a person. */
  readonly file: string;
  readonly offset: number;
}

export type RangeAnswer =
  | {
      readonly kind: 'open';
      /** Where the body's first byte belongs: the offset asked for, or 0 from a server without ranges. */
      readonly start: number;
      /** Of the whole file, where the server tells. */
      readonly totalBytes: number | undefined;
      readonly etag: string | undefined;
      readonly body: AsyncIterable<Uint8Array<ArrayBuffer>>;
      /** Instead of reading the body. */
      readonly discard: () => Promise<void>;
    }
  /** The file ends before or at the offset. */
  | { readonly kind: 'beyond-end'; readonly totalBytes: number | undefined }
  | {
      readonly kind: 'refused';
      readonly error: FeatherweightError;
      readonly isWorthRetrying: boolean;
      /** As the server asks. */
      readonly retryAfterMs?: number;
    };

/**
 * Asks for a file from `offset` to its end. A range is asked for even from 0: a browser then asks for
 * the bytes as they are, not compressed, and the answer tells the whole length.
 *
 * @throws catalogued `cancelled`; while the body is read also `network-failed`, `connection-stalled`
 */
export async function fetchRange(
  { url, file, offset }: RangeRequest,
  signal: AbortSignal,
  tools: RequestTools,
): Promise<RangeAnswer> {
  const host = new URL(url).host;
  const watchdog = new Watchdog(tools.stallMs, signal, () =>
    fail('connection-stalled', { host, seconds: Math.ceil(tools.stallMs / 1000) }),
  );
  const failed = async (cause: unknown): Promise<FeatherweightError> => {
    if (signal.aborted) return fail('cancelled', {}, cause);
    if (watchdog.reason) return watchdog.reason;
    return (await tools.policy.isBlocked(host))
      ? fail('address-not-allowed', { host }, cause)
      : fail('network-failed', { file }, cause);
  };
  let response: Response;
  try {
    watchdog.feed();
    response = await tools.fetch(url, {
      signal: watchdog.signal,
      // Kept by the store; the HTTP cache would keep it a second time, and pieces of it at that.
      cache: 'no-store',
      credentials: 'omit',
      headers: { Range: `bytes=${offset}-` },
    });
  } catch (cause) {
    watchdog.end();
    const error = await failed(cause);
    if (error.code === 'cancelled') throw error;
    return { kind: 'refused', error, isWorthRetrying: error.code !== 'address-not-allowed' };
  }
  const answer = judge(response, file, offset);
  if (answer) {
    watchdog.end();
    await response.body?.cancel();
    return answer;
  }
  const range = response.status === 206 ? contentRange(response) : undefined;
  const start = response.status === 206 ? (range?.start ?? offset) : 0;
  return {
    kind: 'open',
    start,
    totalBytes: range?.total ?? wholeLength(response, start),
    etag: response.headers.get('ETag') ?? undefined,
    body: readBody(response, watchdog, failed),
    discard: async () => {
      watchdog.end();
      await response.body?.cancel();
    },
  };
}

/** `undefined` for an answer whose body is the file. */
function judge(response: Response, file: string, offset: number): RangeAnswer | undefined {
  const { status } = response;
  const { host } = new URL(response.url);
  const refused = (error: FeatherweightError, isWorthRetrying = false): RangeAnswer => ({
    kind: 'refused',
    error,
    isWorthRetrying,
  });
  if (status === 416) {
    const totalBytes = contentRange(response)?.total;
    return { kind: 'beyond-end', totalBytes };
  }
  if (status === 401 || status === 403)
    return refused(fail('model-access-denied', { host, status }));
  if (status === 404 || status === 410) return refused(fail('hub-file-missing', { file, host }));
  if (status === 429 || status === 503) {
    const error =
      status === 429 ? fail('server-busy', { host }) : fail('server-error', { host, status });
    const retryAfterMs = retryAfter(response);
    return {
      kind: 'refused',
      error,
      isWorthRetrying: true,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    };
  }
  if (status !== 200 && status !== 206)
    return refused(fail('server-error', { host, status }), status >= 500 || status === 408);
  // How servers of single-page apps say "not found", and networks ask for a sign-in.
  const isPage = response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
  if (isPage && !file.endsWith('.html')) return refused(fail('model-file-is-page', { file, host }));
  const range = status === 206 ? contentRange(response) : undefined;
  if (range?.start !== undefined && range.start !== offset)
    return refused(fail('server-error', { host, status }));
  return undefined;
}

/** Whole bytes and seconds only, as RFC 9110 has them; a mirror may not expose the header at all. */
function contentRange(
  response: Response,
): { readonly start?: number; readonly total?: number } | undefined {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(
    response.headers.get('Content-Range') ?? '',
  );
  if (!match) return undefined;
  const [, start, total] = match;
  return {
    ...(start !== undefined && { start: Number(start) }),
    ...(total !== undefined && total !== '*' && { total: Number(total) }),
  };
}

function wholeLength(response: Response, start: number): number | undefined {
  const length = response.headers.get('Content-Length');
  // Of a compressed body it is the length of what is sent, not of the file.
  const isPlain = (response.headers.get('Content-Encoding') ?? 'identity') === 'identity';
  return length !== null && isPlain && /^\d+$/.test(length) ? start + Number(length) : undefined;
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfter(response: Response): number | undefined {
  const value = response.headers.get('Retry-After');
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds * 1000) : undefined;
}

async function* readBody(
  response: Response,
  watchdog: Watchdog,
  failed: (cause: unknown) => Promise<FeatherweightError>,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  try {
    while (reader) {
      watchdog.feed();
      const { done, value } = await reader.read().catch(async (cause: unknown) => {
        throw await failed(cause);
      });
      if (done) return;
      // Writing takes its own time, which is no stall.
      watchdog.rest();
      yield value;
    }
  } finally {
    watchdog.end();
    await reader?.cancel().catch(() => undefined);
  }
}
