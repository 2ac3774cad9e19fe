import type { OnnxModel } from '../../../models/onnx/messages.ts';

/**
 * Whether past and present keys and values may share memory: each past key and value is read by one
 * GroupQueryAttention only, which writes in place then (the operator's documentation: "past and
 * present share the same tensor").
 */
export function canShareCache({ graph }: OnnxModel): boolean {
  const pasts = graph.inputs.map(({ name }) => name).filter((name) => name.startsWith('past_'));
  return (
    pasts.length > 0 &&
    pasts.every((past) => {
      const readers = graph.nodes.filter(({ inputs }) => inputs.includes(past));
      return readers.length === 1 && readers[0]?.operator === 'GroupQueryAttention';
    })
  );
}
