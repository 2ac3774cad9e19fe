import { readFile } from 'node:fs/promises';
import { vi } from 'vitest';

/** Vite's addresses of files begin at the project's folder; here no server gives them. */
vi.stubGlobal(
  'fetch',
  async (address: string) => new Response(await readFile(`${process.cwd()}${address}`)),
);
