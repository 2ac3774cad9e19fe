import { describe, expect, it, test } from 'vitest';
import {
  compareLevels,
  comparePeers,
  type PeerRounds,
} from '../../../../bench/peers/comparisons.ts';
import { absentPeer, type Peer, type PeerRound } from '../../../../bench/peers/peers.ts';
import { keptRates, keptRatios, tables } from '../../../../bench/peers/report.ts';
import { rows, type Shortened } from '../../../../bench/rows.ts';

const asked = rows.filter(({ id }) => id === 'tg128, 2 threads' || id === 'pp128, 2 threads');
const round = (tg: number | undefined, loadMs?: number): PeerRound => ({
  rates: new Map(tg === undefined ? [] : [['tg128, 2 threads', tg]]),
  failures: new Map(tg === undefined ? [['tg128, 2 threads', 'Target crashed']] : []),
  loadMs,
  peakBytes: loadMs === undefined ? undefined : 2e8,
  tier: undefined,
});
const kindOf = (name: string): Peer['kind'] =>
  name.startsWith('simd') ? 'simd' : name.startsWith('llama') ? 'native' : 'web';
const peer = (name: string, rounds: readonly PeerRound[], limits?: Shortened): PeerRounds => ({
  peer: {
    name,
    kind: kindOf(name),
    limits,
    measure: () => Promise.reject(new Error('measured already')),
  },
  rounds,
});
const told = (peers: readonly PeerRounds[]): string => tables(peers, asked, comparePeers(peers));
/** Cells of the lines that begin with `name`, in the order of the tables. */
const cells = (text: string, name: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, first]) => first === name)
    .map((line) => line.slice(2, -1));

describe('the tables of a comparison', () => {
  const peers = [
    peer('simd', [round(100, 1000), round(120, 3000), round(110, 2000)]),
    peer('other', [round(50), round(30), round(55)], { pp: 128, tg: 8, depth: 0 }),
  ];

  it('give medians with their range, ratios by rounds, load and memory', () => {
    const text = told(peers);
    expect(cells(text, 'simd')).toEqual([
      ['110 [100, 120]', '-'],
      ['2.00 s', '200 MB', '-'],
    ]);
    expect(cells(text, 'other')).toEqual([
      ['50.0 [30.0, 55.0] *', '-'],
      ['2.00 [2.00, 4.00] x', '-'],
      ['-', '-', '-'],
    ]);
  });

  it('tell what our harness costs beside the runtime driven directly', () => {
    const text = told([peer('wasm int8', [round(19)]), peer('onnxruntime-web int8', [round(20)])]);
    expect(cells(text, 'onnxruntime-web int8')[1]).toEqual(['0.95 [0.95, 0.95] x', '-']);
  });
});

describe('our engine beside native llama.cpp', () => {
  const peers = [
    peer('simd, as in the app', [round(100), round(120)]),
    peer('llama-bench -fa 0', [round(50), round(30)]),
    peer('llama-bench -fa 1', [round(40), round(60)]),
  ];

  it('is set against the faster of its settings in each round', () => {
    const [comparison, ...none] = keptRatios(comparePeers(peers), asked);
    expect(none).toEqual([]);
    expect(comparison).toEqual({
      title:
        'How many times as fast as the faster of llama-bench -fa 0 and llama-bench -fa 1, by rounds.',
      ratios: {
        'simd, as in the app': { 'tg128, 2 threads': { median: 2, lowest: 2, highest: 2 } },
      },
    });
  });
});

test('a level is set against the one before it', () => {
  const levels = [
    peer('simd q8', [round(100)]),
    peer('simd q4', [round(150)]),
    peer('simd q3', [round(120)]),
  ];
  const text = tables(levels, asked, compareLevels(levels));
  expect(cells(text, 'simd q8')).toHaveLength(2);
  expect(cells(text, 'simd q4')[1]).toEqual(['1.50 [1.50, 1.50] x', '-']);
  expect(cells(text, 'simd q3')[1]).toEqual(['0.80 [0.80, 0.80] x', '-']);
});

describe('a peer that fails', () => {
  const crashed = peer('other', [round(undefined), round(undefined)]);

  it('is a row among the others, with its reason', () => {
    const text = told([peer('simd', [round(100), round(100)]), crashed]);
    expect(cells(text, 'other')[0]).toEqual(['failed', '-']);
    expect(text).toContain('- other (tg128, 2 threads): Target crashed');
  });

  it('keeps the rounds in which it did not', () => {
    const text = told([peer('other', [round(undefined), round(40)])]);
    expect(cells(text, 'other')[0]).toEqual(['40.0 [40.0, 40.0]', '-']);
    expect(text).toContain('Target crashed');
  });

  it('gives its reason in every row where it is not there at all', async () => {
    const absent = absentPeer('llama-bench', 'llama-bench ended with SIGSEGV');
    const kept = keptRates([{ peer: absent, rounds: [await absent.measure(asked)] }], asked);
    expect(kept).toMatchObject({
      'llama-bench': {
        failures: Object.fromEntries(asked.map(({ id }) => [id, 'llama-bench ended with SIGSEGV'])),
        rows: {},
      },
    });
  });
});
