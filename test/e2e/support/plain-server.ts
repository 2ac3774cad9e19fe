import { createServer, type Server } from 'node:http';
import sirv from 'sirv';

/** A static host as they are: files by their address, no header that isolates a page. */
export function createPlainServer(folders: Readonly<Record<string, string>>): Server {
  const served = Object.entries(folders).map(([address, folder]) => ({
    address,
    serve: sirv(folder, { dev: true, etag: true }),
  }));
  return createServer((request, response) => {
    const found = served.find(({ address }) => request.url?.startsWith(address));
    const refuse = (): void => {
      response.writeHead(404).end();
    };
    if (!found) {
      refuse();
      return;
    }
    request.url = request.url?.slice(found.address.length - 1) ?? '/';
    found.serve(request, response, refuse);
  });
}
