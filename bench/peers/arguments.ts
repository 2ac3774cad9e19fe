import { parseArgs } from 'node:util';
import { isLevelId, type LevelId } from '../../core/levels.ts';
import {
  flag,
  oneOf,
  parsing,
  text,
  UsageError,
  wholeNumber,
} from '../../scripts/ask/argument-values.ts';
import { today } from '../keep-results.ts';
import { rows as allRows, type BenchRow } from '../rows.ts';
import { isPeerName, peerNames, takesGguf, type PeerName } from './chosen-peers.ts';

export const usage = `Usage: npm run bench:peers -- [options]
  --rounds N         measurements of each row (3)
  --model PATH       a GGUF file in place of the embedded model; may be repeated
  --gguf PATH        the GGUF file that the embedded model was made from
  --llama-bench PATH a llama-bench to use instead of building one
  --only NAMES       peers, separated by commas: ${peerNames.join(', ')};
                     --model goes with ${peerNames.filter(takesGguf).join(', ')}
  --levels LIST      our SIMD engine at these levels in place of the peers: q8,q4,q3,q2
  --rows IDS         rows that begin with any of these, separated by commas without a space:
                     "tg128,pp512, 2 threads"
  --out NAME         results go to bench/results/NAME.json and NAME.md (peers-<date> or
                     levels-<date>), the name of --model added`;

export interface PeersArguments {
  readonly help: boolean;
  readonly rounds: number;
  /** Empty: the embedded model. */
  readonly models: readonly string[];
  readonly gguf: string | undefined;
  readonly llamaBench: string | undefined;
  readonly peers: ReadonlySet<PeerName>;
  /** Not empty: measured in place of the peers. */
  readonly levels: readonly LevelId[];
  readonly rows: readonly BenchRow[];
  readonly out: string;
}

/** @throws UsageError */
export function parseArguments(given: readonly string[]): PeersArguments {
  const { values } = parsing(() =>
    parseArgs({
      args: [...given],
      options: {
        rounds: text('3'),
        model: { type: 'string', multiple: true, default: [] },
        gguf: { type: 'string' },
        'llama-bench': { type: 'string' },
        only: { type: 'string' },
        levels: { type: 'string' },
        rows: { type: 'string' },
        out: { type: 'string' },
        help: flag,
      },
    }),
  );
  const { model: models } = values;
  const levels = listed('--levels', values.levels, isLevelId, ['q8', 'q4', 'q3', 'q2']);
  const peers = listed('--only', values.only, isPeerName, peerNames);
  const embeddedOnly = peers.find((name) => !takesGguf(name));
  if (models.length > 0 && embeddedOnly !== undefined)
    throw new UsageError(`${embeddedOnly} runs the embedded model only, not --model.`);
  return {
    help: values.help,
    rounds: wholeNumber('--rounds', values.rounds, 1),
    models,
    gguf: values.gguf,
    llamaBench: values['llama-bench'],
    peers: new Set(peers.length > 0 ? peers : peerNames),
    levels,
    rows: rowsOf(values.rows, levels.length > 0 ? ['tg128,'] : ['']),
    out: values.out ?? `${levels.length > 0 ? 'levels' : 'peers'}-${today()}`,
  };
}

const listed = <Choice extends string>(
  name: string,
  given: string | undefined,
  isChoice: (value: string) => value is Choice,
  choices: readonly string[],
): readonly Choice[] =>
  given === undefined ? [] : given.split(',').map((one) => oneOf(name, one, isChoice, choices));

function rowsOf(given: string | undefined, prefixes: readonly string[]): readonly BenchRow[] {
  // A row's own name has a comma and a space in it.
  const wanted = given?.split(/,(?! )/) ?? prefixes;
  const rows = allRows.filter(({ id }) => wanted.some((prefix) => id.startsWith(prefix)));
  if (rows.length > 0) return rows;
  throw new UsageError(
    `--rows: none begins so; there are ${allRows.map(({ id }) => id).join('; ')}.`,
  );
}
