import { msg } from '@lit/localize';
import type { LevelId } from '../../core/levels.ts';

/** What a level is, in a few words. */
export function levelDescription(level: LevelId, shipped: LevelId): string {
  if (level === shipped) return msg('as published', { id: 'level.shipped' });
  switch (level) {
    case 'fp32':
      return msg('every weight in 32 bits', { id: 'level.fp32' });
    case 'q8':
      return msg('8 bits in blocks of 32', { id: 'level.q8' });
    case 'q4':
      return msg('4 bits in blocks of 32', { id: 'level.q4' });
    case 'int8':
      return msg('8 bits, activations too', { id: 'level.int8' });
  }
}
