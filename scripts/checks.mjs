import { runTool } from './project.mjs';

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
 * What is checked without running the app: name, and whether it holds.
 *
 * @type {readonly { name: string, holds: () => boolean }[]}
 */
export const typeChecks = [
  ...realms.map((realm) => ({
    name: `types of ${realm}/`,
    holds: () => runTool('typescript/bin/tsc', ['-p', realm]),
  })),
  {
    name: 'templates (lit-analyzer)',
    // Its CSS parser is older than nested rules.
    holds: () =>
      runTool('lit-analyzer/cli.js', [
        'src',
        ...['--strict', '--maxWarnings', '0', '--rules.no-invalid-css', 'off'],
      ]),
  },
];

/** @type {typeof typeChecks} */
export const styleChecks = [
  { name: 'eslint', holds: () => runTool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']) },
  {
    name: 'prettier',
    holds: () => runTool('prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']),
  },
];

/**
 * Runs `checks` in order and says how each went.
 *
 * @param {typeof typeChecks} checks
 * @returns {number} how many failed
 */
export function failures(checks) {
  let failed = 0;
  for (const { name, holds } of checks) {
    const good = holds();
    console.log(`${good ? 'ok    ' : 'FAILED'} ${name}`);
    if (!good) failed++;
  }
  return failed;
}
