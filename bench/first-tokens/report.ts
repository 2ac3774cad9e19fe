import { markdownTable } from '../markdown-table.ts';
import type { FirstTokens } from '../page/first-tokens.worker.ts';
import { spreadOf, spreadText } from '../spread.ts';

/** All loads at one number of threads. */
export interface ThreadRounds {
  readonly threads: number;
  readonly rounds: FirstTokens[];
}

/**
 * Markdown: tokens per second of each group, of all groups and settled, and the share of the settled
 * rate that the first tokens reach, by rounds; each the median with the lowest and highest.
 *
 * @param groups tokens of each group
 */
export function firstTokensTable(groups: readonly number[], all: readonly ThreadRounds[]): string {
  const total = groups.reduce((sum, count) => sum + count, 0);
  const ends = groups.map((_, i) => groups.slice(0, i + 1).reduce((sum, count) => sum + count, 0));
  const names = ends.map((end, i) => `${end - (groups[i] ?? 0) + 1} to ${end}`);
  const cell = (rounds: readonly FirstTokens[], valueOf: (tokens: FirstTokens) => number) => {
    const spread = spreadOf(rounds.map(valueOf));
    return spread ? spreadText(spread) : '-';
  };
  return [
    'Tokens per second after a load: median [lowest, highest].',
    markdownTable([
      ['threads', ...names, `first ${total}`, 'settled', `first ${total} / settled`],
      ...all.map(({ threads, rounds }) => [
        `${threads}`,
        ...groups.map((_, i) => cell(rounds, (tokens) => tokens.groups[i] ?? NaN)),
        cell(rounds, ({ first }) => first),
        cell(rounds, ({ settled }) => settled),
        cell(rounds, ({ first, settled }) => first / settled),
      ]),
    ]),
  ].join('\n\n');
}
