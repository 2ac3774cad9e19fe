import type { WeightForm } from '../../core/levels.ts';

/**
 * Entries of onnxruntime's session configuration that a form wants
 * (`extra: { session: { ... } }` of onnxruntime-web's session options).
 *
 * `expanded`: no prepacking. Packed weights decode no faster, because a single row is multiplied
 * in the layout that the graph has; and a matrix that embedding and head share would be kept in
 * both layouts.
 */
export const sessionConfig = (form: WeightForm): Readonly<Record<string, string>> =>
  form === 'expanded' ? { disable_prepacking: '1' } : {};
