import { expect, test } from 'vitest';
import { firstTokensTable } from '../../../../bench/first-tokens/report.ts';

test('the first tokens are set against the settled rate of their own round', () => {
  const table = firstTokensTable(
    [16, 8],
    [
      {
        threads: 2,
        rounds: [
          { groups: [40, 60], first: 50, settled: 100 },
          { groups: [80, 100], first: 90, settled: 100 },
        ],
      },
    ],
  );
  const [heading, , line] = table
    .split('\n')
    .slice(2)
    .map((row) => row.split('|').map((cell) => cell.trim()));
  expect(heading).toEqual([
    '',
    'threads',
    '1 to 16',
    '17 to 24',
    'first 24',
    'settled',
    'first 24 / settled',
    '',
  ]);
  expect(line?.slice(2, 4)).toEqual(['60.0 [40.0, 80.0]', '80.0 [60.0, 100]']);
  expect(line?.at(-2)).toBe('0.70 [0.50, 0.90]');
});
