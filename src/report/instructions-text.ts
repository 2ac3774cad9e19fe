import { msg } from '@lit/localize';
import type { InstructionTier } from '../../core/instruction-tiers.ts';

export const instructionsLabel = (): string =>
  msg('Processor instructions', { id: 'instructions.label' });

/** What the kernels multiply by on this processor, for a person. */
export function instructionsText(tier: InstructionTier): string {
  switch (tier) {
    case 'unsigned':
      return msg('8-bit dot products (AVX-VNNI)', { id: 'instructions.unsigned' });
    case 'signed':
      return msg('8-bit dot products (ARM)', { id: 'instructions.signed' });
    case 'pairs':
      return msg('8-bit products in pairs (x86)', { id: 'instructions.pairs' });
    case 'plain':
      return msg('basic (none faster here that are exact)', { id: 'instructions.plain' });
  }
}
