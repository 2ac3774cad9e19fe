import { expect, it } from 'vitest';
import { isInstalled } from '../../../scripts/install-state.mjs';

const entry = { version: '1.0.0', integrity: 'sha512-a' };
const lockfile = {
  packages: {
    '': {},
    'node_modules/a': entry,
    'node_modules/for-another-system': { ...entry, optional: true },
    'node_modules/linked': { link: true },
  },
};
const installed = { packages: { 'node_modules/a': entry, 'node_modules/linked': { link: true } } };

it('knows a complete installation, packages for other systems left out', () => {
  expect(isInstalled(lockfile, installed)).toBe(true);
});

it.each([
  ['nothing', undefined],
  ['an installation that was cut off', {}],
  ['a missing package', { packages: { 'node_modules/linked': { link: true } } }],
  [
    'another version',
    { packages: { ...installed.packages, 'node_modules/a': { ...entry, version: '2.0.0' } } },
  ],
  [
    'the same version with other content',
    { packages: { ...installed.packages, 'node_modules/a': { ...entry, integrity: 'sha512-b' } } },
  ],
  ['a package left over', { packages: { ...installed.packages, 'node_modules/old': entry } }],
])('sees that it must install over %s', (_, state) => {
  expect(isInstalled(lockfile, state)).toBe(false);
});
