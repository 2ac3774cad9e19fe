/** Which hubs the page's Content-Security-Policy lets it reach. */
export interface HubPolicy {
  /** Base addresses that it names one by one, first the one to begin with; empty where it names none. */
  readonly named: readonly string[];
  allows(address: string): boolean;
}

/**
 * The policy that this page came with. A page can't ask for its own, so its file's headers are read
 * once more: the service worker gives them as it gave them to the page, or the server does.
 */
export async function readHubPolicy(): Promise<HubPolicy> {
  try {
    const response = await fetch(new URL('index.html', document.baseURI));
    return hubPolicy(response.headers.get('Content-Security-Policy') ?? '', document.baseURI);
  } catch {
    // Offline and not kept: what is blocked is told once it is tried.
    return hubPolicy('', document.baseURI);
  }
}

/**
 * @param header a Content-Security-Policy; several, with commas between, hold together
 * @param page the page's own address, which `'self'` means
 * @see https://www.w3.org/TR/CSP3/#match-url-to-source-list
 */
export function hubPolicy(header: string, page: string): HubPolicy {
  const own = new URL(page);
  const lists = header
    .split(',')
    .map(connectSources)
    .filter((list) => list !== undefined);
  return {
    named: (lists[0] ?? []).filter(isBaseAddress),
    allows: (address) => {
      if (!URL.canParse(address)) return false;
      const url = new URL(address);
      return lists.every((list) => list.some((source) => matches(url, source, own)));
    },
  };
}

/** What a policy lets a page connect to; `undefined` where it says nothing of it. */
function connectSources(policy: string): readonly string[] | undefined {
  const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  // Of several of one name the first holds.
  const find = (name: string): readonly string[] | undefined =>
    directives.find(([first]) => first?.toLowerCase() === name)?.slice(1);
  return find('connect-src') ?? find('default-src');
}

const isBaseAddress = (source: string): boolean =>
  /^https?:\/\//i.test(source) && !source.includes('*') && URL.canParse(source);

function matches(url: URL, source: string, page: URL): boolean {
  if (source === '*') return url.protocol === 'https:' || url.protocol === page.protocol;
  if (source.toLowerCase() === "'self'") return url.origin === page.origin;
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return schemeMatches(url, source.toLowerCase());
  const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/:']+)(?::(\d+|\*))?(\/.*)?$/i.exec(source);
  if (!parts) return false;
  const [, scheme, host = '', port, path] = parts;
  return (
    schemeMatches(url, scheme === undefined ? page.protocol : `${scheme.toLowerCase()}:`) &&
    hostMatches(url.hostname, host.toLowerCase()) &&
    portMatches(url, port) &&
    pathMatches(url.pathname, path)
  );
}

/** What is allowed without encryption is with it, too. */
const schemeMatches = ({ protocol }: URL, scheme: string): boolean =>
  protocol === scheme || (scheme === 'http:' && protocol === 'https:');

const hostMatches = (host: string, pattern: string): boolean =>
  pattern === '*' ||
  (pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern);

const defaultPorts: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

function portMatches({ port, protocol }: URL, allowed: string | undefined): boolean {
  const asked = port === '' ? defaultPorts[protocol] : port;
  return allowed === '*' || asked === (allowed ?? defaultPorts[protocol]);
}

const pathMatches = (path: string, allowed: string | undefined): boolean =>
  allowed === undefined || (allowed.endsWith('/') ? path.startsWith(allowed) : path === allowed);
