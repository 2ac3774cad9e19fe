import { mkdirSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { projectFolder } from '../scripts/project.mjs';

const folder = `${projectFolder}bench/results`;

/** Days in names of results, `2026-11-23`. */
export const today = (): string => new Date().toISOString().slice(0, 10);

/** Keeps a measurement as `bench/results/NAME.json`, and as `NAME.md` for people. */
export async function keepResults(name: string, result: object, markdown: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await write(`${folder}/${name}.json`, JSON.stringify(result));
  await write(`${folder}/${name}.md`, markdown);
}

/** As all files of the project are formatted. */
async function write(path: string, text: string): Promise<void> {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}
