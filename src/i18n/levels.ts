import { msg } from '@lit/localize';
import { parseLevel, type LevelFormat, type LevelId } from '../../core/levels.ts';

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
