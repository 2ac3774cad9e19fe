import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, type as osName } from 'node:os';
import { projectFolder } from '../scripts/project.mjs';

/** What a measurement was taken on and with. */
export interface Circumstances {
  /** ISO 8601 */
  readonly startedAt: string;
  readonly processor: string;
  /** Of those that matter here, the ones that the processor has; absent where the system doesn't tell. */
  readonly instructionSets?: readonly string[];
  /** Logical ones. */
  readonly processors: number;
  readonly os: string;
  /** Chromium's version. */
  readonly browser: string;
  /** By program; the project's own is its commit. */
  readonly versions: Readonly<Record<string, string>>;
}

/** @param versions of other programs that take part */
export function circumstancesOf(
  browser: string,
  versions: Readonly<Record<string, string>> = {},
): Circumstances {
  return {
    startedAt: new Date().toISOString(),
    ...processor(),
    processors: cpus().length,
    os: osName(),
    browser,
    versions: { featherweight: commit(), ...versions },
  };
}

/** Version of an installed package. */
export const packageVersion = (name: string): string =>
  (
    JSON.parse(readFileSync(`${projectFolder}node_modules/${name}/package.json`, 'utf8')) as {
      readonly version: string;
    }
  ).version;

/** Day, machine and browser in a line. */
export const circumstancesLine = ({
  startedAt,
  processor,
  processors,
  browser,
}: Circumstances): string =>
  `${startedAt.slice(0, 10)}, ${processor}, ${processors} logical processors, Chromium ${browser}`;

/** That of Chromium's 8-bit dot product is AVX-VNNI, or on ARM `asimddp`. */
const telling = ['avx2', 'avx512f', 'avx512_vnni', 'avx_vnni', 'asimddp', 'i8mm'];

/** Family and model tell what a virtual machine's name leaves out. */
function processor(): Pick<Circumstances, 'processor' | 'instructionSets'> {
  const name = cpus()[0]?.model ?? 'unknown processor';
  const fields = cpuInfo();
  const [family, model] = [fields.get('cpu family'), fields.get('model')];
  const sets = (fields.get('flags') ?? fields.get('Features'))?.split(' ');
  return {
    processor: family && model ? `${name} (family ${family}, model ${model})` : name,
    ...(sets && { instructionSets: telling.filter((set) => sets.includes(set)) }),
  };
}

/** What Linux says of the first processor; empty elsewhere. */
function cpuInfo(): ReadonlyMap<string, string> {
  try {
    const [first = ''] = readFileSync('/proc/cpuinfo', 'utf8').split('\n\n');
    return new Map(
      first.split('\n').map((line) => {
        const [name = '', value = ''] = line.split(':');
        return [name.trim(), value.trim()];
      }),
    );
  } catch {
    return new Map();
  }
}

/** Empty outside a git checkout. */
function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=10', '--exclude=*'], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    return '';
  }
}
