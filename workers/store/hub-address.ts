import { fail } from '../../core/errors.ts';

/** A repository on a hub, as a person named it. */
export interface HubAddress {
  /** Ending in `/`. */
  readonly base: string;
  readonly repository: string;
  readonly revision: string;
}

/** `owner/name`; a few old models have no owner. */
const repositoryPattern = /^[\w.-]+(?:\/[\w.-]+)?$/;

/**
 * @param model `owner/name`, or the address of its page, of a folder or of a file in it
 * @param base of the hub that a bare name is looked up on
 * @throws catalogued `address-invalid`
 */
export function hubAddress(model: string, base: string, revision?: string): HubAddress {
  const text = model.trim();
  const hub = baseAddress(base);
  if (!/^https?:\/\//i.test(text)) {
    const repository = text.replace(/^\/+|\/+$/g, '');
    if (!repositoryPattern.test(repository) || repository.includes('..'))
      throw fail('address-invalid', { text });
    return { base: hub, repository, revision: revision ?? 'main' };
  }
  const url = parse(text);
  const isOfHub = url.href.startsWith(hub);
  const path = isOfHub ? url.href.slice(hub.length).replace(/[?#].*$/, '') : url.pathname.slice(1);
  const [owner = '', name = '', verb = '', named = ''] = path.split('/');
  const repository = `${owner}/${name}`;
  if (!repositoryPattern.test(repository) || repository.includes('..'))
    throw fail('address-invalid', { text });
  const isBelow = ['tree', 'blob', 'resolve', 'raw'].includes(verb) && named !== '';
  return {
    base: isOfHub ? hub : `${url.origin}/`,
    repository,
    revision: revision ?? (isBelow ? decodeURIComponent(named) : 'main'),
  };
}

/** @throws catalogued `address-invalid` */
function baseAddress(base: string): string {
  const url = parse(base.trim());
  return `${url.origin}${url.pathname.replace(/\/*$/, '/')}`;
}

function parse(text: string): URL {
  try {
    const url = new URL(text);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  } catch {
    // Below.
  }
  throw fail('address-invalid', { text });
}

const segments = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/** Where a file's bytes are, as @huggingface/transformers resolves it (`remotePathTemplate`). */
export const fileAddress = ({ base, repository, revision }: HubAddress, path: string): string =>
  `${base}${segments(repository)}/resolve/${encodeURIComponent(revision)}/${segments(path)}`;

export const listingAddress = ({ base, repository, revision }: HubAddress): string =>
  `${base}api/models/${segments(repository)}/tree/${encodeURIComponent(revision)}?recursive=true`;

export const infoAddress = ({ base, repository, revision }: HubAddress): string =>
  `${base}api/models/${segments(repository)}/revision/${encodeURIComponent(revision)}`;
