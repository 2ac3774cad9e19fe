import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import lit from 'eslint-plugin-lit';
import litA11y from 'eslint-plugin-lit-a11y';
import wc from 'eslint-plugin-wc';
import tseslint from 'typescript-eslint';

/** What each folder may import, besides itself; `test`, `scripts` and `bench` may import all. */
const zone = (folder, from, allowed) => ({
  target: `./${folder}`,
  from,
  message: `${folder}/ imports ${allowed} only (docs/architecture.md).`,
});
const zones = [
  zone(
    'core',
    ['./models', './workers', './src', './scripts', './bench', './test'],
    'nothing of ours',
  ),
  zone('models', ['./workers', './src', './scripts', './bench', './test'], 'core'),
  zone('workers', ['./src', './scripts', './bench', './test'], 'models and core'),
  zone(
    'src',
    ['workers', 'scripts', 'bench', 'test', 'models/!(catalogue.ts)', 'models/*/**'].map(
      (pattern) =>
        pattern.includes('*') || pattern.includes('!') ? `./${pattern}` : `./${pattern}/**`,
    ),
    'core and models/catalogue',
  ),
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      '.cache/',
      'models/smollm2-135m-instruct/',
      // AssemblyScript, which asc checks.
      'workers/decoders/simd/kernels/',
      'workers/calibration/kernels/',
      'workers/bench/probe/kernels/',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'core/tsconfig.json',
          'models/tsconfig.json',
          'workers/tsconfig.json',
          'src/tsconfig.json',
          'src/service-worker/tsconfig.json',
          'scripts/tsconfig.json',
          'test/tsconfig.json',
          'bench/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: true },
      ],
      // `x as number` after a bounds check is how noUncheckedIndexedAccess is answered in inner loops.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    extends: [
      lit.configs['flat/all'],
      wc.configs['flat/best-practice'],
      litA11y.configs.recommended,
    ],
    rules: {
      // Class fields are lowered to assignments (useDefineForClassFields: false), so `reactive` fields work.
      'wc/guard-super-call': 'off',
      // Lit calls listeners in templates with the host as `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/components/sanitised-html.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['lit/directives/unsafe-*', 'dompurify'],
              message: 'Markup from text goes through src/components/sanitised-html.ts only.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['scripts/**/*.ts', 'bench/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['vite.config.ts', 'vitest.config.ts'],
    languageOptions: {
      parserOptions: { project: 'scripts/tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: { 'import-x/no-default-export': 'off' },
  },
);
