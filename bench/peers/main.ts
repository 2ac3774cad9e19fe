import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { projectFolder } from '../../scripts/project.mjs';
import { rows } from '../rows.ts';
import { BenchBrowser } from './browser.ts';
import { findGguf } from './gguf.ts';
import { findLlamaBench } from './native.ts';
import { featherweightPeer, nativePeer, wllamaPeer, type Peer } from './peers.ts';
import { summarize, table } from './report.ts';

const usage = `Usage: npm run bench:peers -- [options]
  --rounds N         measurements of each row (5)
  --gguf PATH        the GGUF file that the embedded model was made from
  --llama-bench PATH a llama-bench to use instead of building one
  --only NAMES       peers, separated by commas: simd, chat, plain, native, wllama, wasm
  --out PATH         where the JSON goes (bench/results/peers.json)`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    gguf: { type: 'string' },
    'llama-bench': { type: 'string' },
    only: { type: 'string', default: 'simd,chat,plain,native,wllama,wasm' },
    out: { type: 'string', default: `${projectFolder}bench/results/peers.json` },
    help: { type: 'boolean', default: false },
  },
});

/** Steps of the slow engines: fewer give the same rate. */
const fewSteps = 32;

async function run(): Promise<void> {
  const wanted = new Set(values.only.split(','));
  const gguf = findGguf(values.gguf);
  const program = wanted.has('native') ? findLlamaBench(values['llama-bench']) : undefined;
  if (wanted.has('native') && program === undefined) {
    console.log('llama-bench could not be built here: compared with the rest only.');
  }
  const browser = await BenchBrowser.open(gguf);
  const ours = (name: string, setup: Parameters<typeof featherweightPeer>[2], longest?: number) =>
    featherweightPeer(browser, name, setup, longest);
  const peers: Peer[] = [
    // Like for like: 8-bit activations at all positions, as llama.cpp has them.
    ...(wanted.has('simd')
      ? [ours('simd', { engine: 'simd', level: 'q4', finePositions: 0 })]
      : []),
    ...(wanted.has('chat') ? [ours('simd, as in the app', { engine: 'simd', level: 'q4' })] : []),
    ...(wanted.has('plain')
      ? [ours('simd, plain', { engine: 'simd', level: 'q4', tier: 'plain' })]
      : []),
    ...(program === undefined
      ? []
      : [nativePeer(program, gguf, false), nativePeer(program, gguf, true)]),
    ...(wanted.has('wllama') ? [wllamaPeer(browser)] : []),
    ...(wanted.has('wasm')
      ? [
          ours('wasm int8', { engine: 'wasm', level: 'int8' }, fewSteps),
          ours('wasm q4', { engine: 'wasm', level: 'q4' }, fewSteps),
        ]
      : []),
  ];
  const samples = new Map(
    peers.map(({ name }) => [name, new Map(rows.map(({ id }) => [id, [] as number[]]))]),
  );
  const loads: number[] = [];
  const startedAt = new Date().toISOString();
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const peer of peers) {
      loads.push(loadavg()[0] ?? NaN);
      for (const [id, rate] of await peer.measure(rows)) {
        samples.get(peer.name)?.get(id)?.push(rate);
      }
      console.error(`round ${round + 1}: ${peer.name}`);
    }
  }
  const circumstances = {
    startedAt,
    processor: cpus()[0]?.model,
    processors: cpus().length,
    browser: browser.version,
    /** One-minute load averages before each peer: about 2 is this benchmark itself. */
    loads,
  };
  await browser.close();
  const results = Object.fromEntries(
    [...samples].map(([name, byRow]) => [
      name,
      Object.fromEntries([...byRow].map(([id, values]) => [id, summarize(values)])),
    ]),
  );
  writeFileSync(values.out, `${JSON.stringify({ circumstances, rows, results }, null, 2)}\n`);
  console.log(table(samples, rows, 'simd'));
}

if (values.help) console.log(usage);
else await run();
