import * as v from 'valibot';
import { fail } from '../../core/errors.ts';
import type { HubListing, HubRequest } from '../../core/model-store.ts';
import type { RequestTools } from './fetch-range.ts';
import { hubAddress, infoAddress, listingAddress, type HubAddress } from './hub-address.ts';
import { hubVariants, type ListedFile } from './hub-variants.ts';
import { Watchdog } from './watchdog.ts';

/** A repository with more pages of files than this isn't a model. */
const mostPages = 50;

const listingSchema = v.array(
  v.looseObject({
    type: v.string(),
    path: v.string(),
    size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    lfs: v.nullish(
      v.looseObject({
        oid: v.optional(v.string()),
        size: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
      }),
    ),
  }),
);

const infoSchema = v.looseObject({
  sha: v.optional(v.string()),
  gated: v.optional(v.union([v.boolean(), v.string()])),
  cardData: v.nullish(
    v.looseObject({
      license: v.optional(v.unknown()),
      license_name: v.optional(v.unknown()),
    }),
  ),
});

/**
 * What a repository offers. The revision is pinned to its commit where the hub tells one, so that a
 * download goes on with the same files days later.
 *
 * @throws catalogued, as `StoreApi.findVariants` says
 */
export async function findVariants(request: HubRequest, tools: RequestTools): Promise<HubListing> {
  const asked = hubAddress(request.model, request.base, request.revision);
  const info = await readInfo(asked, tools);
  const address = { ...asked, revision: info?.sha ?? asked.revision };
  const variants = hubVariants(await listFiles(address, tools), address);
  if (variants.length === 0) throw fail('hub-no-variants', { repository: address.repository });
  const { license, license_name: name } = info?.cardData ?? {};
  return {
    ...address,
    licence: typeof name === 'string' ? name : typeof license === 'string' ? license : undefined,
    isGated: info?.gated !== undefined && info.gated !== false,
    variants,
  };
}

/** `undefined` from a mirror that has files and their listing only. */
async function readInfo(
  address: HubAddress,
  tools: RequestTools,
): Promise<v.InferOutput<typeof infoSchema> | undefined> {
  const answer = await ask(infoAddress(address), tools);
  if (answer.status === 404) return undefined;
  const info = await readJson(answer, address, infoSchema).catch(() => undefined);
  return /^[0-9a-f]{40}$/.test(info?.sha ?? '') ? info : info && { ...info, sha: undefined };
}

async function listFiles(address: HubAddress, tools: RequestTools): Promise<readonly ListedFile[]> {
  const files: ListedFile[] = [];
  let url: string | undefined = listingAddress(address);
  for (let page = 0; url !== undefined && page < mostPages; page++) {
    const answer = await ask(url, tools);
    if (answer.status === 404) {
      const { host } = new URL(address.base);
      throw fail('hub-model-missing', { repository: address.repository, host });
    }
    for (const { type, path, size, lfs } of await readJson(answer, address, listingSchema)) {
      if (type !== 'file') continue;
      // Other hubs of this kind write the algorithm before it.
      const sha256 = lfs?.oid?.replace(/^sha256:/, '').toLowerCase() ?? '';
      const bytes = lfs?.size ?? size;
      files.push({
        path,
        ...(bytes !== undefined && { bytes }),
        ...(/^[0-9a-f]{64}$/.test(sha256) && { sha256 }),
      });
    }
    url = nextPage(answer, url);
  }
  return files;
}

/** Only on the same server: a listing must not send this page elsewhere. */
function nextPage({ headers }: Response, current: string): string | undefined {
  const target = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('Link') ?? '')?.[1];
  if (target === undefined) return undefined;
  const url = new URL(target, current);
  return url.origin === new URL(current).origin ? url.href : undefined;
}

/**
 * @returns an answer with status 200, or 404
 * @throws catalogued `network-failed`, `connection-stalled`, `address-not-allowed`,
 *   `model-access-denied`, `server-busy`, `server-error`
 */
async function ask(url: string, tools: RequestTools): Promise<Response> {
  const { host } = new URL(url);
  const seconds = Math.ceil(tools.stallMs / 1000);
  const never = new AbortController().signal;
  const watchdog = new Watchdog(tools.stallMs, never, () =>
    fail('connection-stalled', { host, seconds }),
  );
  watchdog.feed();
  try {
    const response = await tools.fetch(url, { signal: watchdog.signal, credentials: 'omit' });
    const { status } = response;
    if (response.ok || status === 404) {
      // The body as well within the time; listings are small.
      const body = await response.arrayBuffer();
      return new Response(body, { status, headers: response.headers });
    }
    if (status === 401 || status === 403) throw fail('model-access-denied', { host, status });
    if (status === 429) throw fail('server-busy', { host });
    throw fail('server-error', { host, status });
  } catch (error) {
    if (watchdog.reason) throw watchdog.reason;
    if (!(error instanceof TypeError)) throw error;
    if (await tools.policy.isBlocked(host)) throw fail('address-not-allowed', { host }, error);
    throw fail('network-failed', { file: host }, error);
  } finally {
    watchdog.end();
  }
}

/** @throws catalogued `hub-answer-invalid` */
async function readJson<Schema extends v.GenericSchema>(
  response: Response,
  { base }: HubAddress,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const { host } = new URL(base);
  let value: unknown;
  try {
    value = await response.json();
  } catch (error) {
    throw fail('hub-answer-invalid', { host, reason: 'not JSON' }, error);
  }
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const where = v.getDotPath(issue) ?? 'listing';
  throw fail('hub-answer-invalid', { host, reason: `${where}: ${issue.message}` });
}
