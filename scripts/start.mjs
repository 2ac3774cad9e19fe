import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { hubBase } from './headers.mjs';
import { setUp } from './setup.mjs';

const usage = `Usage: npm start -- [--port N] [--host ADDRESS] [--https CERT KEY] [--hub ADDRESS]

Sets up what is missing, builds the app when its sources have changed, and serves it.
  --port N          port (5173, or the next free one)
  --host ADDRESS    address to listen on (127.0.0.1; 0.0.0.0 for other devices)
  --https CERT KEY  serve HTTPS with these PEM files; other devices need it for threads and WebGPU
  --hub ADDRESS     let the page fetch models from this hub or mirror, in place of
                    https://huggingface.co/; give it again for each further one, also for those
                    that a mirror redirects to. "none": from none
`;

/** @param {string} sentence @returns {never} */
function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** @param {readonly string[] | undefined} given */
function hubsOf(given) {
  const hubs = given?.filter((address) => address !== 'none');
  const wrong = hubs?.find((address) => !isHub(address));
  if (wrong !== undefined)
    giveUp(`--hub needs an address such as https://models.example.org/, not "${wrong}".`);
  return hubs;
}

/** @param {string} address */
function isHub(address) {
  try {
    hubBase(address);
    return true;
  } catch {
    return false;
  }
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        https: { type: 'boolean', default: false },
        hub: { type: 'string', multiple: true },
        help: { type: 'boolean', short: 'h', default: false },
      },
      allowPositionals: true,
    });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535))
      giveUp(`--port needs a number from 0 to 65535, not "${values.port}".`);
    const [cert, key, ...rest] = positionals;
    if (values.https !== (cert !== undefined && key !== undefined) || rest.length > 0)
      giveUp(`--https needs two files, certificate and key.\n\n${usage}`);
    const https = cert !== undefined && key !== undefined ? { cert, key } : undefined;
    return { port, host: values.host, https, hubs: hubsOf(values.hub) };
  } catch (error) {
    return giveUp(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** @param {string} host */
function addressesOf(host) {
  if (host !== '0.0.0.0' && host !== '::') return [host];
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.filter(({ family }) => family === 'IPv4').map(({ address }) => address);
}

const options = readArguments();
setUp();
const { buildIfStale } = await import('./build.mjs');
if (!buildIfStale()) giveUp('The build failed; the reason stands above.');

const { createAppServer, listen } = await import('./serve.mjs');
const { port: wantedPort, host, https, hubs } = options;
try {
  const server = createAppServer({ ...(https && { https }), ...(hubs && { hubs }) });
  const port = await listen(server, {
    port: wantedPort ?? 5173,
    host,
    attempts: wantedPort === undefined ? 20 : 1,
  });
  for (const address of addressesOf(host)) {
    const name = address === '127.0.0.1' ? 'localhost' : address;
    const insecure =
      !https && name !== 'localhost' ? ' (without threads and WebGPU: no HTTPS)' : '';
    console.log(`Featherweight: ${https ? 'https' : 'http'}://${name}:${port}/${insecure}`);
  }
  console.log('Ctrl-C ends it.');
  const end = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
} catch (error) {
  const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
  giveUp(
    code === 'EADDRINUSE'
      ? `Port ${wantedPort ?? 5173} is taken. Choose another: npm start -- --port 8080`
      : `The server could not be started: ${message}`,
  );
}
