import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { basename } from 'node:path';
import { UsageError } from '../../scripts/ask/argument-values.ts';
import { circumstancesLine, circumstancesOf, packageVersion } from '../circumstances.ts';
import { keepResults } from '../keep-results.ts';
import { parseArguments, usage, type PeersArguments } from './arguments.ts';
import { BenchBrowser } from './browser.ts';
import { chosenPeers, levelPeers, type Subject } from './chosen-peers.ts';
import { compareLevels, comparePeers } from './comparisons.ts';
import { findGguf } from './gguf.ts';
import { hubFolder } from './hub.ts';
import { findLlamaBench, sourcePackage, type LlamaBench } from './native.ts';
import type { PeerRound } from './peers.ts';
import { keptRates, keptRatios, tables } from './report.ts';

const versions = (): Readonly<Record<string, string>> => ({
  wllama: packageVersion('@wllama/wllama'),
  'transformers.js': packageVersion('@huggingface/transformers'),
  'onnxruntime-web': packageVersion('onnxruntime-web'),
  'llama.cpp': sourcePackage,
});

/** A native peer, where one is asked for. */
async function llamaBenchFor(
  { levels, peers, llamaBench }: PeersArguments,
  gguf: string,
): Promise<LlamaBench | undefined> {
  if (levels.length > 0 || !peers.has('native')) return undefined;
  const found = await findLlamaBench(gguf, llamaBench);
  if (found.kind === 'absent') console.error(`Compared with the rest only: ${found.reason}.`);
  return found;
}

/** Measures one model in interleaved rounds, and keeps the results after each, whatever ends the next. */
async function compare(asked: PeersArguments, subject: Subject): Promise<void> {
  const { levels, peers, rows } = asked;
  const llamaBench = await llamaBenchFor(asked, subject.gguf);
  const needsHub = subject.isEmbedded && levels.length === 0 && peers.has('transformers');
  const browser = await BenchBrowser.open(subject.gguf, needsHub ? await hubFolder() : undefined);
  const means = { subject, browser, llamaBench };
  const chosen = levels.length > 0 ? levelPeers(levels, means) : chosenPeers(peers, means);
  const measured = chosen.map((peer) => ({ peer, rounds: [] as PeerRound[] }));
  const loads: number[] = [];
  const circumstances = {
    ...circumstancesOf(browser.version, versions()),
    model: { file: basename(subject.gguf), bytes: statSync(subject.gguf).size },
    /** One-minute load averages before each peer: about 2 is this benchmark itself. */
    loads,
  };
  const compared = () => (levels.length > 0 ? compareLevels(measured) : comparePeers(measured));
  const keep = async (round: number): Promise<void> => {
    const { file } = circumstances.model;
    await keepResults(
      subject.isEmbedded ? asked.out : `${asked.out}-${basename(file, '.gguf')}`,
      {
        ...{ circumstances, rows },
        results: keptRates(measured, rows),
        comparisons: keptRatios(compared(), rows),
      },
      [
        `${circumstancesLine(circumstances)}, ${file}, ${round} rounds.`,
        tables(measured, rows, compared()),
      ].join('\n\n'),
    );
  };
  try {
    for (let round = 1; round <= asked.rounds; round++) {
      for (const one of measured) {
        loads.push(loadavg()[0] ?? NaN);
        const result = await one.peer.measure(rows);
        one.rounds.push(result);
        const failed = new Set(result.failures.values());
        console.error(`round ${round}: ${[one.peer.name, ...failed].join(': ')}`);
      }
      await keep(round);
    }
  } finally {
    await browser.close();
  }
  console.log(tables(measured, rows, compared()));
}

async function run(): Promise<void> {
  const asked = parseArguments(process.argv.slice(2));
  if (asked.help) {
    console.log(usage);
    return;
  }
  if (asked.models.length === 0)
    await compare(asked, { gguf: findGguf(asked.gguf), isEmbedded: true });
  for (const gguf of asked.models) {
    console.log(`\n${basename(gguf)}\n`);
    await compare(asked, { gguf, isEmbedded: false });
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
