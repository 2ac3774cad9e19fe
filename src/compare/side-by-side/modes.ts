import { msg } from '@lit/localize';
import type { ComparePreferences } from '../../app/preferences.ts';

export const modes: readonly ComparePreferences['mode'][] = ['in-turn', 'together', 'blind'];

export function modeName(mode: ComparePreferences['mode']): string {
  switch (mode) {
    case 'in-turn':
      return msg('One after the other', { id: 'compare.in-turn' });
    case 'together':
      return msg('Together', { id: 'compare.together' });
    case 'blind':
      return msg('Blind', { id: 'compare.blind' });
  }
}
