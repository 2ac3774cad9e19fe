import { halfToFloat } from '../../../models/half.ts';
import { unpackQuants } from '../../../models/quants.ts';
import type { RowCodedTensor } from '../../../models/weights.ts';
import { blockBytes, groupBytes } from './formats.ts';
import { BLOCK, GROUP, SCALE_CARRY_EXPONENT } from './kernels/layout.ts';
import type { MatrixPlan } from './memory-plan.ts';
import type { RowMap } from './pack.ts';
import type { Tier } from './tier.ts';

/** Takes out what activation scales carry; exact, as no half is too small for it. */
const carryOut = 2 ** -SCALE_CARRY_EXPONENT;

/** Adds a row's values of one block to the words of its group: its own lane of each vector. */
type Spread = (words: Uint32Array, at: number, half: number, values: Uint8Array) => void;

/**
 * Rearranges a row-coded tensor into the layout of `kernels/row-coded.ts`. The words of two rows
 * share bits, so the memory must be zero.
 */
export function packCoded(
  memory: ArrayBufferLike,
  { format, columns, address }: MatrixPlan,
  { shape, bits, quants, scales, offsets }: RowCodedTensor,
  rowMap: RowMap,
  tier: Tier,
): void {
  const bytes = new Uint8Array(memory);
  const floats = new Float32Array(memory);
  const words = new Uint32Array(memory);
  const blocks = columns / BLOCK;
  const stride = groupBytes(format, columns);
  const spread = spreads[format === 'q3' ? 'q3' : 'q2'][tier === 'plain' ? 'plain' : 'relaxed'];
  const values = new Uint8Array(BLOCK);
  for (let row = 0; row < shape[0]; row++) {
    const to = rowMap(row);
    const inGroup = to % GROUP;
    const group = address + Math.floor(to / GROUP) * stride;
    const factors = (group + blocks * blockBytes[format]) / 4 + inGroup;
    floats[factors] = halfToFloat(scales.factors[row] as number) * carryOut;
    floats[factors + GROUP] = -halfToFloat(offsets.factors[row] as number) * carryOut;
    for (let block = 0; block < blocks; block++) {
      const from = row * blocks + block;
      const at = group + block * blockBytes[format];
      bytes[at + inGroup] = scales.codes[from] as number;
      bytes[at + GROUP + inGroup] = offsets.codes[from] as number;
      unpackQuants(quants, bits, from * BLOCK, values);
      spread(words, (at + 2 * GROUP) / 4 + (inGroup & 3), inGroup >> 2, values);
    }
  }
}

/** Words from a vector to the next. */
const vector = 4;

const spreads: Readonly<Record<'q2' | 'q3', Readonly<Record<'relaxed' | 'plain', Spread>>>> = {
  q2: {
    relaxed: (words, at, half, values) => {
      for (let i = 0; i < BLOCK; i += 8, at += vector) {
        const pairs = fourBytes(values, i) | (fourBytes(values, i + 4) << 4);
        add(words, at, pairs << (2 * half));
      }
    },
    plain: (words, at, half, values) => {
      for (let i = 0; i < BLOCK; i += 8, at += vector) {
        let word = 0;
        for (let pair = 0; pair < 4; pair++) word |= pairOf(values, i + 2 * pair) << (2 * pair);
        add(words, at, word << (8 * half));
      }
    },
  },
  q3: {
    relaxed: (words, at, half, values) => {
      for (let i = 0; i < BLOCK; i += 16, at += 3 * vector) {
        const last = fourBytes(values, i + 12);
        for (let v = 0; v < 3; v++) {
          add(words, at + v * vector, fourBytes(values, i + 4 * v) << (3 * half));
        }
        add(words, at + half * vector, (last & 0x03030303) << 6);
        add(words, at + 2 * vector, ((last >>> 2) & 0x01010101) << (6 + half));
      }
    },
    plain: (words, at, half, values) => {
      const last = pairOf(values, 30);
      at += 3 * half * vector;
      for (let v = 0; v < 3; v++, at += vector) {
        let word = ((last >>> v) & 0x00010001) << 15;
        for (let pair = 0; pair < 5; pair++) {
          word |= pairOf(values, 10 * v + 2 * pair) << (3 * pair);
        }
        words[at] = word;
      }
    },
  },
};

function add(words: Uint32Array, at: number, bits: number): void {
  words[at] = (words[at] as number) | bits;
}

/** Four columns, one in the low bits of each byte. */
const fourBytes = (values: Uint8Array, i: number): number =>
  (values[i] as number) |
  ((values[i + 1] as number) << 8) |
  ((values[i + 2] as number) << 16) |
  ((values[i + 3] as number) << 24);

/** Two columns, one in the low bits of each 16-bit half. */
const pairOf = (values: Uint8Array, i: number): number =>
  (values[i] as number) | ((values[i + 1] as number) << 16);
