import { fail } from '../../core/errors.ts';
import type { LevelId, WeightForm } from '../../core/levels.ts';
import type { OrtEngineId } from '../../core/variant.ts';

/**
 * The forms that may stand for a level on an engine, the fastest first. onnxruntime's MatMulNBits on
 * the CPU dequantizes all weights at each run, so expanded weights are several times as fast there.
 * On the GPU it takes no floating-point zero point, which q4 needs.
 */
const forms: Readonly<Record<OrtEngineId, Readonly<Record<LevelId, readonly WeightForm[]>>>> = {
  wasm: {
    fp32: ['expanded'],
    q8: ['expanded', 'blocks'],
    q4: ['expanded', 'blocks'],
    int8: ['dynamic-int8'],
  },
  webgpu: {
    fp32: ['expanded'],
    q8: ['blocks'],
    q4: ['blocks-and-offset'],
    int8: [],
  },
};

export interface FormRequest {
  readonly level: LevelId;
  readonly engine: OrtEngineId;
  readonly form: WeightForm | 'auto';
  /** The level that the file's own weights have. */
  readonly shippedLevel: LevelId;
  /** Whether the weights can be read from the file, so that another graph can be built. */
  readonly readable: boolean;
  /** Whether the weights as 32-bit floating point fit in memory here. */
  readonly expandedFits: () => boolean;
}

/**
 * The form that a variant gets.
 *
 * @throws catalogued `level-unavailable`
 */
export function chooseForm(request: FormRequest): WeightForm {
  const { level, engine, form, shippedLevel, readable, expandedFits } = request;
  const unavailable = fail('level-unavailable', { level, engine });
  if (form === 'as-shipped' || !readable) {
    if (level !== shippedLevel || (form !== 'as-shipped' && form !== 'auto')) throw unavailable;
    return 'as-shipped';
  }
  const possible = forms[engine][level];
  if (form !== 'auto') {
    if (!possible.includes(form)) throw unavailable;
    return form;
  }
  const [best, spare] = possible;
  if (best === undefined) throw unavailable;
  if (best !== 'expanded' || spare === undefined || expandedFits()) return best;
  // The file's own blocks need no other graph.
  return spare === 'blocks' && level === shippedLevel ? 'as-shipped' : spare;
}
