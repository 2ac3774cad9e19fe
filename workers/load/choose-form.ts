import { fail } from '../../core/errors.ts';
import { parseLevel, type LevelFormat, type LevelId, type WeightForm } from '../../core/levels.ts';
import type { OrtEngineId } from '../../core/variant.ts';

/**
 * The forms that may stand for a level on an engine, the fastest first. onnxruntime's MatMulNBits on
 * the CPU dequantizes all weights at each run, so expanded weights are several times as fast there.
 * On the GPU it takes no floating-point zero point, which q4 needs.
 */
const forms: Readonly<Record<OrtEngineId, Readonly<Record<LevelFormat, readonly WeightForm[]>>>> = {
  wasm: {
    fp32: ['expanded'],
    fp16: [],
    q8: ['expanded', 'blocks'],
    int8: ['dynamic-int8'],
    q4: ['expanded', 'blocks'],
    q4i: ['expanded', 'blocks'],
    q3: ['expanded', 'blocks'],
    q2: ['expanded', 'blocks'],
  },
  webgpu: {
    fp32: ['expanded'],
    fp16: ['halves'],
    q8: ['blocks'],
    int8: [],
    q4: ['blocks-and-offset'],
    q4i: ['blocks'],
    q3: ['blocks-and-offset'],
    q2: ['blocks-and-offset'],
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
  /** Whether the file is a graph that can run as it is. Absent: it is. */
  readonly isGraph?: boolean;
  /** Whether the weights as 32-bit floating point fit in memory here. */
  readonly expandedFits: () => boolean;
}

/**
 * The form that a variant gets.
 *
 * @throws catalogued `level-unavailable`
 */
export function chooseForm(request: FormRequest): WeightForm {
  const { level, engine, form, shippedLevel, readable, isGraph = true, expandedFits } = request;
  const unavailable = fail('level-unavailable', { level, engine });
  if (form === 'as-shipped' && !isGraph) throw unavailable;
  if (form === 'as-shipped' || !readable) {
    if (level !== shippedLevel || (form !== 'as-shipped' && form !== 'auto')) throw unavailable;
    return 'as-shipped';
  }
  const possible = forms[engine][parseLevel(level).format];
  if (form !== 'auto') {
    if (!possible.includes(form)) throw unavailable;
    return form;
  }
  const [best, spare] = possible;
  if (best === undefined) throw unavailable;
  if (best !== 'expanded' || spare === undefined || expandedFits()) return best;
  // The file's own blocks need no other graph.
  return isGraph && spare === 'blocks' && level === shippedLevel ? 'as-shipped' : spare;
}
