import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { productionHeaders } from '../../scripts/headers.mjs';

const start = fileURLToPath(new URL('../../scripts/start.mjs', import.meta.url));

it('serves the built app, says where, and ends cleanly', async () => {
  const hubs = ['http://127.0.0.1:9/', 'https://models.example.org/hf/'];
  const given = hubs.flatMap((hub) => ['--hub', hub]);
  const server = spawn(process.execPath, [start, '--port', '0', ...given]);
  let said = '';
  const address = await new Promise<string>((resolve, reject) => {
    server.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/localhost:\d+\//.exec(said);
      if (found) resolve(found[0]);
    });
    server.once('exit', () => {
      reject(new Error(said));
    });
  });
  const page = await fetch(address.replace('localhost', '127.0.0.1'));
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('<fw-app');
  for (const [name, value] of Object.entries(productionHeaders(hubs)))
    expect(page.headers.get(name)).toBe(value);

  const exit = once(server, 'exit');
  server.kill('SIGINT');
  expect(await exit).toEqual([0, null]);
});

it.each([
  [['--port', 'many'], 'many'],
  [['--prot', '1'], '--prot'],
  [['--https', 'only-one.pem'], 'certificate and key'],
  [['--hub', 'models.example.org'], 'models.example.org'],
])('names what is wrong in %j', async (given, named) => {
  const server = spawn(process.execPath, [start, ...given]);
  let said = '';
  server.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = (await once(server, 'close')) as [number];
  expect(code).toBe(1);
  expect(said).toContain(named);
});
