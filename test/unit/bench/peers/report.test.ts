import { describe, expect, it } from 'vitest';
import { keptRates, tables, type PeerRounds } from '../../../../bench/peers/report.ts';
import { absentPeer, type PeerRound } from '../../../../bench/peers/peers.ts';
import { rows, type Shortened } from '../../../../bench/rows.ts';

const asked = rows.filter(({ id }) => id === 'tg128, 2 threads' || id === 'pp128, 2 threads');
const round = (tg: number | undefined, loadMs?: number): PeerRound => ({
  rates: new Map(tg === undefined ? [] : [['tg128, 2 threads', tg]]),
  failures: new Map(tg === undefined ? [['tg128, 2 threads', 'Target crashed']] : []),
  loadMs,
  peakBytes: loadMs === undefined ? undefined : 2e8,
});
const peer = (name: string, rounds: readonly PeerRound[], limits?: Shortened): PeerRounds => ({
  peer: { name, limits, measure: () => Promise.reject(new Error('measured already')) },
  rounds,
});
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
    const text = tables(peers, asked, 'simd');
    expect(cells(text, 'simd')).toEqual([
      ['110 [100, 120]', '-'],
      ['2.00 s', '200 MB'],
    ]);
    expect(cells(text, 'other')).toEqual([
      ['50.0 [30.0, 55.0] *', '-'],
      ['2.00 [2.00, 4.00] x', '-'],
      ['-', '-'],
    ]);
  });

  it('tell what our harness costs beside the runtime driven directly', () => {
    const text = tables(
      [peer('wasm int8', [round(19)]), peer('onnxruntime-web int8', [round(20)])],
      asked,
      'simd',
    );
    expect(cells(text, 'onnxruntime-web int8')[1]).toEqual(['0.95 [0.95, 0.95] x', '-']);
  });
});

describe('a peer that fails', () => {
  const crashed = peer('other', [round(undefined), round(undefined)]);

  it('is a row among the others, with its reason', () => {
    const text = tables([peer('simd', [round(100), round(100)]), crashed], asked, 'simd');
    expect(cells(text, 'other')[0]).toEqual(['failed', '-']);
    expect(text).toContain('- other (tg128, 2 threads): Target crashed');
  });

  it('keeps the rounds in which it did not', () => {
    const text = tables([peer('other', [round(undefined), round(40)])], asked, 'simd');
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
