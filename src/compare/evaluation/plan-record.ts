import * as v from 'valibot';
import { engineIds } from '../../../core/variant.ts';
import { isLevelId } from '../../../core/levels.ts';
import type { EvaluationPlan } from './evaluation.ts';

/* The plan of a run under way, kept so that a reload or a closed tab doesn't lose it. */
export const planKey = 'plan';

const variant = v.object({
  model: v.string(),
  level: v.pipe(v.string(), v.check(isLevelId)),
  engine: v.picklist(engineIds),
});

const level = v.pipe(v.string(), v.check(isLevelId));

const source = v.object({
  id: v.string(),
  baseUrl: v.string(),
  graph: v.string(),
  files: v.array(v.object({ path: v.string(), bytes: v.number(), sha256: v.string() })),
  shippedLevel: level,
  // What lay in another page's memory is gone with it.
  installed: v.exactOptional(v.object({ kind: v.picklist(['opfs', 'cache']), folder: v.string() })),
});

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const schema = v.object({
  source,
  variants: v.array(variant),
  reference: v.nullable(variant),
  text: v.nullable(
    v.object({
      text: v.object({ name: v.string(), content: v.string(), sha256: v.string() }),
      chunks: count,
    }),
  ),
  choices: v.nullable(
    v.object({
      set: v.object({
        name: v.string(),
        sha256: v.string(),
        questions: v.array(
          v.object({
            line: v.number(),
            context: v.string(),
            endings: v.pipe(v.array(v.string()), v.minLength(2)),
            label: v.number(),
          }),
        ),
        badLines: v.array(
          v.object({
            line: v.number(),
            reason: v.picklist([
              'not-json',
              'no-context',
              'too-few-endings',
              'ending-empty',
              'label-out-of-range',
            ]),
          }),
        ),
      }),
      limit: count,
    }),
  ),
  threads: v.union([v.literal('auto'), count]),
});

/** Level ids are checked, but plain strings to the schema's type. */
export const planSchema = schema as unknown as v.GenericSchema<unknown, EvaluationPlan>;
