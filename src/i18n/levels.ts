import { msg, str } from '@lit/localize';
import { parseLevel, type LevelFormat, type LevelId } from '../../core/levels.ts';
import { number } from './format.ts';

/** What a level is, in a few words. */
export function levelDescription(level: LevelId, shipped: LevelId): string {
  if (level === shipped) return msg('as published', { id: 'level.shipped' });
  const { format, method, headBits } = parseLevel(level);
  const parts = [formatDescription(format)];
  if (method === 'gptq') parts.push(msg('calibrated', { id: 'level.gptq' }));
  if (headBits === 4) parts.push(msg('embedding in 4 bits', { id: 'level.h4' }));
  return parts.join(', ');
}

function formatDescription(format: LevelFormat): string {
  switch (format) {
    case 'fp32':
      return msg('every weight in 32 bits', { id: 'level.fp32' });
    case 'fp16':
      return msg('every weight in 16 bits', { id: 'level.fp16' });
    case 'q8':
      return msg('8 bits in blocks of 32', { id: 'level.q8' });
    case 'int8':
      return msg('8 bits, activations too', { id: 'level.int8' });
    case 'q4':
      return msg('4 bits in blocks of 32', { id: 'level.q4' });
    case 'q4i':
      return msg('4 bits, integer zero point', { id: 'level.q4i' });
    case 'q3':
      return msg('3 bits in blocks of 32', { id: 'level.q3' });
    case 'q2':
      return msg('2 bits in blocks of 32', { id: 'level.q2' });
  }
}

const formatBits: Readonly<Record<LevelFormat, number>> = {
  fp32: 32,
  fp16: 16,
  q8: 8,
  int8: 8,
  q4: 4,
  q4i: 4,
  q3: 3,
  q2: 2,
};

/** Bits of a level's integers or floats, by which the picker groups them. */
export const levelBits = (level: LevelId): number => formatBits[parseLevel(level).format];

/** Heading of the levels of so many bits. */
export const bitsText = (bits: number): string =>
  msg(str`${number(bits)} bits`, { id: 'level.bits' });

/** What a level takes on average, scales and offsets counted. */
export const bitsPerWeightText = (bits: number): string =>
  msg(str`${number(bits, 2)} bits a weight`, { id: 'level.bits-per-weight' });
