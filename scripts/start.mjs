import { networkInterfaces } from 'node:os';
import { parseArgs } from 'node:util';
import { setUp } from './setup.mjs';

const usage = `Usage: npm start -- [--port N] [--host ADDRESS] [--https CERT KEY]

Sets up what is missing, builds the app when its sources have changed, and serves it.
  --port N          port (5173, or the next free one)
  --host ADDRESS    address to listen on (127.0.0.1; 0.0.0.0 for other devices)
  --https CERT KEY  serve HTTPS with these PEM files; other devices need it for threads and WebGPU
`;

/** @param {string} sentence @returns {never} */
function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: {
        port: { type: 'string' },
        host: { type: 'string', default: '127.0.0.1' },
        https: { type: 'boolean', default: false },
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
    return { port, host: values.host, https };
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
const { port: wantedPort, host, https } = options;
try {
  const server = createAppServer(https ? { https } : {});
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
