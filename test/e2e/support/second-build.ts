import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { distFolder } from '../../../scripts/serve.mjs';

export interface Deployment {
  /** What a server serves. */
  readonly folder: string;
  /** Puts a second build in the place of the first, whose entry script is then gone. */
  readonly deploySecond: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

const isText = (name: string): boolean => /\.(js|mjs|html)$/.test(name);

/**
 * A copy of the built app that becomes another build: its entry script and Benchmark screen have
 * other names, and its page says `data-build="second"`.
 */
export async function deployment(): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'featherweight-deployment-'));
  await cp(distFolder, folder, {
    recursive: true,
    filter: (path) => !/\.map$|\/models$/.test(path),
  });
  const deploySecond = async (): Promise<void> => {
    const assets = join(folder, 'assets');
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    const [, entry = ''] = /src="\.\/assets\/([^"]+)"/.exec(page) ?? [];
    const screen = (await readdir(assets)).find((name) => name.startsWith('benchmark-screen-'));
    const renamed = [entry, screen ?? ''];
    const inSecond = (text: string): string =>
      renamed.reduce((changed, name) => changed.replaceAll(name, `second-${name}`), text);
    for (const name of renamed) await rename(join(assets, name), join(assets, `second-${name}`));
    for (const name of await readdir(folder, { recursive: true })) {
      if (!isText(name)) continue;
      const path = join(folder, name);
      const text = inSecond(await readFile(path, 'utf8'));
      await writeFile(
        path,
        text.replace('<html lang="en">', '<html lang="en" data-build="second">'),
      );
    }
  };
  return { folder, deploySecond, remove: () => rm(folder, { recursive: true }) };
}
