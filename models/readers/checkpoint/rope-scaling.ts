import { rotaryFrequencies } from '../../rotary-frequencies.ts';
import type { ConfigFields } from './config-fields.ts';

/** `rope_parameters`, as transformers 5 writes it, or the `rope_scaling` of before; empty without. */
export function ropeSettings(fields: ConfigFields): ConfigFields {
  return fields.within('rope_parameters') ?? fields.within('rope_scaling') ?? fields.empty();
}

/**
 * What the frequencies of the rotary embedding are divided by; `undefined` where they aren't scaled.
 * `llama3` divides slow ones by `factor`, leaves fast ones, and goes over between them smoothly
 * (Llama 3.1; `_compute_llama3_parameters` in transformers' `modeling_rope_utils.py`).
 *
 * @throws catalogued `model-unsupported` for another scaling, `model-file-invalid`
 */
export function readRopeFactors(
  rope: ConfigFields,
  headSize: number,
  ropeTheta: number,
): readonly number[] | undefined {
  const type = rope.get('rope_type') ?? rope.get('type') ?? 'default';
  const half = headSize / 2;
  switch (type) {
    case 'default':
      return undefined;
    case 'linear': {
      const factor = rope.positive('factor');
      return factor === 1 ? undefined : Array<number>(half).fill(factor);
    }
    case 'llama3': {
      const factor = rope.positive('factor');
      const low = rope.positive('low_freq_factor');
      const high = rope.positive('high_freq_factor');
      const original = rope.positive('original_max_position_embeddings');
      if (!(high > low)) throw rope.invalid('high_freq_factor is not above low_freq_factor');
      return rotaryFrequencies({ headSize, ropeTheta }).map((frequency) => {
        const turns = (original * frequency) / (2 * Math.PI);
        if (turns > high) return 1;
        if (turns < low) return factor;
        const kept = (turns - low) / (high - low);
        return 1 / ((1 - kept) / factor + kept);
      });
    }
  }
  throw rope.unsupported(`a rotary embedding of type ${JSON.stringify(type).slice(0, 80)}`);
}
