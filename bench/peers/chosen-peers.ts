import type { LevelId } from '../../core/levels.ts';
import type { SimdSetup } from '../page/featherweight.worker.ts';
import type { Shortened } from '../rows.ts';
import type { BenchBrowser } from './browser.ts';
import { directName } from './comparisons.ts';
import type { LlamaBench } from './native.ts';
import { absentPeer, nativePeer, pagePeer, type Peer } from './peers.ts';

/** What is compared: the embedded model, or a GGUF file. */
export interface Subject {
  /** Path of the file; the one that the embedded model was made from, for peers that read GGUF. */
  readonly gguf: string;
  readonly isEmbedded: boolean;
}

interface Means {
  readonly subject: Subject;
  readonly browser: BenchBrowser;
  /** `undefined` where no native peer was asked for. */
  readonly llamaBench: LlamaBench | undefined;
}

interface Choice {
  /** False: set up for the embedded model only. */
  readonly takesGguf: boolean;
  peers(means: Means): readonly Peer[];
}

/** onnxruntime's CPU with int8, wllama: a tenth of our rate. */
const slow: Shortened = { pp: 512, tg: 32, depth: Infinity };
/** Weights expanded to 32 bits, or dequantized at each run: seconds a token at a long prompt. */
const verySlow: Shortened = { pp: 128, tg: 8, depth: 0 };

function simdPeer(
  { subject, browser }: Means,
  name: string,
  setting: Omit<SimdSetup, 'engine' | 'threads'>,
): Peer {
  const gguf = subject.isEmbedded ? {} : { gguf: browser.ggufAddress };
  return pagePeer(browser, name, (threads) => ({
    ...({ kind: 'featherweight', engine: 'simd', threads } as const),
    ...gguf,
    ...setting,
  }));
}

const wasm = (level: 'int8' | 'q4'): Choice => ({
  takesGguf: false,
  peers: ({ browser }) => [
    pagePeer(
      browser,
      `wasm ${level}`,
      (threads) => ({ kind: 'featherweight', engine: 'wasm', level, threads }),
      level === 'int8' ? slow : verySlow,
    ),
  ],
});

const choices = {
  // Like for like: 8-bit activations at all positions, as llama.cpp has them.
  simd: {
    takesGguf: true,
    peers: (means) => [simdPeer(means, 'simd', { finePositions: 0 })],
  },
  'int8-kv': {
    takesGguf: true,
    peers: (means) => [simdPeer(means, 'simd, int8 cache', { finePositions: 0, kvCache: 'int8' })],
  },
  chat: {
    takesGguf: true,
    peers: (means) => [simdPeer(means, 'simd, as in the app', {})],
  },
  plain: {
    takesGguf: true,
    peers: (means) => [simdPeer(means, 'simd, plain', { tier: 'plain' })],
  },
  native: {
    takesGguf: true,
    peers: ({ subject, llamaBench }) =>
      !llamaBench
        ? []
        : llamaBench.kind === 'absent'
          ? [absentPeer('llama-bench', llamaBench.reason)]
          : [false, true].map((flash) => nativePeer(llamaBench.program, subject.gguf, flash)),
  },
  wllama: {
    takesGguf: true,
    peers: ({ browser }) => [
      pagePeer(
        browser,
        'wllama',
        (threads) => ({ kind: 'wllama', threads, gguf: browser.ggufAddress }),
        slow,
      ),
    ],
  },
  'wasm-int8': wasm('int8'),
  'wasm-q4': wasm('q4'),
  direct: {
    takesGguf: false,
    peers: ({ browser }) => [
      pagePeer(browser, directName, (threads) => ({ kind: 'direct-ort', threads }), slow),
    ],
  },
  transformers: {
    takesGguf: false,
    peers: ({ browser }) =>
      (['int8', 'q4'] as const).map((dtype) =>
        pagePeer(
          browser,
          `transformers.js ${dtype}`,
          (threads) => ({ kind: 'transformers', threads, dtype }),
          dtype === 'int8' ? slow : verySlow,
        ),
      ),
  },
} satisfies Readonly<Record<string, Choice>>;

export type PeerName = keyof typeof choices;
export const peerNames = Object.keys(choices) as readonly PeerName[];
export const isPeerName = (value: string): value is PeerName => value in choices;
export const takesGguf = (name: PeerName): boolean => choices[name].takesGguf;

/** Those asked for that can run the subject, in the table's order. */
export const chosenPeers = (wanted: ReadonlySet<PeerName>, means: Means): readonly Peer[] =>
  peerNames
    .filter((name) => wanted.has(name) && (means.subject.isEmbedded || takesGguf(name)))
    .flatMap((name) => choices[name].peers(means));

/** Our engine as in the app at each level, in the order given. */
export const levelPeers = (levels: readonly LevelId[], means: Means): readonly Peer[] =>
  levels.map((level) => simdPeer(means, `simd ${level}`, { level }));
