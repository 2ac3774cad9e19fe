import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, type as osName } from 'node:os';
import { parseArgs } from 'node:util';
import { projectFolder } from '../../scripts/project.mjs';
import { rows, type BenchRow, type Shortened } from '../rows.ts';
import { BenchBrowser } from './browser.ts';
import { findGguf } from './gguf.ts';
import { hubFolder } from './hub.ts';
import { findLlamaBench, sourcePackage, type LlamaBench } from './native.ts';
import { absentPeer, nativePeer, pagePeer, type Peer, type PeerRound } from './peers.ts';
import { directName, keptRates, tables, type PeerRounds } from './report.ts';

const names = [
  'simd',
  'int8-kv',
  'chat',
  'plain',
  'native',
  'wllama',
  'wasm-int8',
  'wasm-q4',
  'direct',
  'transformers',
] as const;
type Name = (typeof names)[number];

const usage = `Usage: npm run bench:peers -- [options]
  --rounds N         measurements of each row (3)
  --gguf PATH        the GGUF file that the embedded model was made from
  --llama-bench PATH a llama-bench to use instead of building one
  --only NAMES       peers, separated by commas: ${names.join(', ')}
  --rows IDS         rows that begin with any of these, separated by commas without a space:
                     "tg128,pp512, 2 threads"
  --out NAME         results go to bench/results/NAME.json and NAME.md (peers-<date>)`;

const today = new Date().toISOString().slice(0, 10);
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    gguf: { type: 'string' },
    'llama-bench': { type: 'string' },
    only: { type: 'string', default: names.join(',') },
    rows: { type: 'string' },
    out: { type: 'string', default: `peers-${today}` },
    help: { type: 'boolean', default: false },
  },
});

/** onnxruntime's CPU with int8, wllama: a tenth of our rate. */
const slow: Shortened = { pp: 512, tg: 32, depth: Infinity };
/** Weights expanded to 32 bits, or dequantized at each run: seconds a token at a long prompt. */
const verySlow: Shortened = { pp: 128, tg: 8, depth: 0 };

function versions(): object {
  const version = (name: string): unknown =>
    (
      JSON.parse(readFileSync(`${projectFolder}node_modules/${name}/package.json`, 'utf8')) as {
        readonly version: string;
      }
    ).version;
  let commit = '';
  try {
    commit = execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd: projectFolder,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
  } catch {
    // Outside a git checkout.
  }
  return {
    featherweight: commit,
    wllama: version('@wllama/wllama'),
    'transformers.js': version('@huggingface/transformers'),
    'onnxruntime-web': version('onnxruntime-web'),
    'llama.cpp': sourcePackage,
  };
}

function peersOf(
  wanted: ReadonlySet<Name>,
  browser: BenchBrowser,
  gguf: string,
  llamaBench: LlamaBench | undefined,
): readonly Peer[] {
  const chosen: readonly (readonly [Name, readonly Peer[]])[] = [
    [
      'simd',
      [
        // Like for like: 8-bit activations at all positions, as llama.cpp has them.
        pagePeer(browser, 'simd', (threads) => ({
          ...({ kind: 'featherweight', engine: 'simd', level: 'q4', threads } as const),
          finePositions: 0,
        })),
      ],
    ],
    [
      'int8-kv',
      [
        pagePeer(browser, 'simd, int8 cache', (threads) => ({
          ...({ kind: 'featherweight', engine: 'simd', level: 'q4', threads } as const),
          finePositions: 0,
          kvCache: 'int8',
        })),
      ],
    ],
    [
      'chat',
      [
        pagePeer(browser, 'simd, as in the app', (threads) => ({
          ...({ kind: 'featherweight', engine: 'simd', level: 'q4', threads } as const),
        })),
      ],
    ],
    [
      'plain',
      [
        pagePeer(browser, 'simd, plain', (threads) => ({
          ...({ kind: 'featherweight', engine: 'simd', level: 'q4', threads } as const),
          tier: 'plain',
        })),
      ],
    ],
    [
      'native',
      !llamaBench
        ? []
        : llamaBench.kind === 'absent'
          ? [absentPeer('llama-bench', llamaBench.reason)]
          : [
              nativePeer(llamaBench.program, gguf, false),
              nativePeer(llamaBench.program, gguf, true),
            ],
    ],
    [
      'wllama',
      [
        pagePeer(
          browser,
          'wllama',
          (threads) => ({
            ...({ kind: 'wllama', threads } as const),
            gguf: browser.ggufAddress,
          }),
          slow,
        ),
      ],
    ],
    ...(['int8', 'q4'] as const).map((level): readonly [Name, readonly Peer[]] => [
      `wasm-${level}`,
      [
        pagePeer(
          browser,
          `wasm ${level}`,
          (threads) => ({ kind: 'featherweight', engine: 'wasm', level, threads }),
          level === 'int8' ? slow : verySlow,
        ),
      ],
    ]),
    [
      'direct',
      [pagePeer(browser, directName, (threads) => ({ kind: 'direct-ort', threads }), slow)],
    ],
    [
      'transformers',
      (['int8', 'q4'] as const).map((dtype) =>
        pagePeer(
          browser,
          `transformers.js ${dtype}`,
          (threads) => ({ kind: 'transformers', threads, dtype }),
          dtype === 'int8' ? slow : verySlow,
        ),
      ),
    ],
  ];
  return chosen.filter(([name]) => wanted.has(name)).flatMap(([, peers]) => peers);
}

async function run(): Promise<void> {
  const wanted = new Set(
    values.only.split(',').map((name) => {
      const found = names.find((one) => one === name);
      if (found === undefined) throw new Error(`--only takes ${names.join(', ')}, not "${name}"`);
      return found;
    }),
  );
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds needs a whole number');
  // A row's own name has a comma and a space in it.
  const prefixes = values.rows?.split(/,(?! )/) ?? [''];
  const asked = rows.filter(({ id }) => prefixes.some((prefix) => id.startsWith(prefix)));
  if (asked.length === 0)
    throw new Error(`--rows: none begins so; there are ${rows.map(({ id }) => id).join('; ')}`);
  const gguf = findGguf(values.gguf);
  const llamaBench = wanted.has('native')
    ? await findLlamaBench(gguf, values['llama-bench'])
    : undefined;
  if (llamaBench?.kind === 'absent')
    console.error(`Compared with the rest only: ${llamaBench.reason}.`);
  const hub = wanted.has('transformers') ? await hubFolder() : undefined;
  const browser = await BenchBrowser.open(gguf, hub);
  const measured = peersOf(wanted, browser, gguf, llamaBench).map((peer) => ({
    peer,
    rounds: [] as PeerRound[],
  }));
  const loads: number[] = [];
  const circumstances = {
    startedAt: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown processor',
    processors: cpus().length,
    os: osName(),
    browser: browser.version,
    versions: versions(),
    /** One-minute load averages before each peer: about 2 is this benchmark itself. */
    loads,
  };
  try {
    for (let round = 1; round <= rounds; round++) {
      for (const one of measured) {
        loads.push(loadavg()[0] ?? NaN);
        const result = await one.peer.measure(asked);
        one.rounds.push(result);
        const failed = new Set(result.failures.values());
        console.error(`round ${round}: ${[one.peer.name, ...failed].join(': ')}`);
      }
      // Kept after each round, whatever ends the next.
      keep(measured, asked, circumstances, round);
    }
  } finally {
    await browser.close();
  }
  console.log(tables(measured, asked, 'simd'));
}

function keep(
  measured: readonly PeerRounds[],
  asked: readonly BenchRow[],
  circumstances: {
    readonly processor: string;
    readonly processors: number;
    readonly browser: string;
  },
  rounds: number,
): void {
  const folder = `${projectFolder}bench/results`;
  mkdirSync(folder, { recursive: true });
  const results = keptRates(measured, asked);
  const json = JSON.stringify({ circumstances, rows: asked, results }, null, 2);
  writeFileSync(`${folder}/${values.out}.json`, `${json}\n`);
  const { processor, processors, browser } = circumstances;
  const machine = `${today}, ${processor}, ${processors} logical processors, Chromium ${browser}, ${rounds} rounds.`;
  writeFileSync(`${folder}/${values.out}.md`, `${machine}\n\n${tables(measured, asked, 'simd')}\n`);
}

if (values.help) console.log(usage);
else await run();
