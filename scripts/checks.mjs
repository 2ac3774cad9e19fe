import { startTool } from './project.mjs';

const realms = [
  'core',
  'models',
  'workers',
  'src',
  'src/service-worker',
  'scripts',
  'test',
  'bench',
];

/**
 * What is checked without running the app, each by one of the project's tools.
 *
 * @type {readonly { name: string, tool: string, toolArguments: readonly string[] }[]}
 */
export const typeChecks = [
  ...realms.map((realm) => ({
    name: `types of ${realm}/`,
    tool: 'typescript/bin/tsc',
    toolArguments: ['-p', realm],
  })),
  {
    name: 'templates (lit-analyzer)',
    tool: 'lit-analyzer/cli.js',
    // Its CSS parser is older than nested rules.
    toolArguments: ['src', '--strict', '--maxWarnings', '0', '--rules.no-invalid-css', 'off'],
  },
];

/** @type {typeof typeChecks} */
export const styleChecks = [
  { name: 'eslint', tool: 'eslint/bin/eslint.js', toolArguments: ['.', '--max-warnings', '0'] },
  {
    name: 'prettier',
    tool: 'prettier/bin/prettier.cjs',
    toolArguments: ['--check', '--log-level', 'warn', '.'],
  },
];

/**
 * Runs `checks`, so many at a time, and says how each went.
 *
 * @param {typeof typeChecks} checks
 * @param {number} atOnce
 * @returns {Promise<number>} how many failed
 */
export async function failures(checks, atOnce) {
  const waiting = [...checks];
  let failed = 0;
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const good = await startTool(check.name, check.tool, check.toolArguments);
      console.log(`${good ? 'ok    ' : 'FAILED'} ${check.name}`);
      if (!good) failed++;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return failed;
}
