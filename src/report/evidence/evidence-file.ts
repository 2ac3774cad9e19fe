import * as v from 'valibot';
import { fail } from '../../../core/errors.ts';
import { evidenceSchema, type Evidence, type Measurement } from './measurement.ts';
import { measurementSchema, modelSchema } from './measurement-schema.ts';
import type { VerdictRecord } from './verdict-record.ts';

const format = 'featherweight-evidence';

/**
 * Of the file. 1: measurements only. 2: with the verdict on them, which is for other programs and is made
 * anew when a file comes back. 3: with other models beside the first.
 */
const fileSchema = 3;

const header = v.object({
  format: v.literal(format),
  schema: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

const body = v.object({
  model: modelSchema,
  beside: v.optional(v.pipe(v.array(modelSchema), v.maxLength(100)), []),
  measurements: v.pipe(v.array(measurementSchema), v.maxLength(10_000)),
});

/** Evidence and the verdict on it as the text of a JSON file; `exportedAt` in ms since the epoch. */
export const evidenceToJson = (
  { model, beside, measurements }: Evidence,
  verdict: VerdictRecord,
  exportedAt: number,
): string =>
  JSON.stringify(
    {
      format,
      schema: fileSchema,
      exportedAt: new Date(exportedAt).toISOString(),
      verdict,
      model,
      beside,
      measurements,
    },
    undefined,
    1,
  );

/**
 * Evidence from the text of a JSON file that this app wrote.
 *
 * @throws `evidence-invalid`: not JSON, not evidence, of a later version, or malformed
 */
export function evidenceFromJson(text: string): Evidence {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (thrown) {
    throw fail('evidence-invalid', { problem: 'not-json', where: '' }, thrown);
  }
  const head = v.safeParse(header, json);
  if (!head.success) throw fail('evidence-invalid', { problem: 'not-ours', where: '' });
  const { schema } = head.output;
  if (schema > fileSchema)
    throw fail('evidence-invalid', { problem: 'later-version', where: schema.toString() });
  const parsed = v.safeParse(body, json);
  if (!parsed.success)
    throw fail('evidence-invalid', {
      problem: 'malformed',
      where: v.getDotPath(parsed.issues[0]) ?? 'model',
    });
  // The schema checks shapes; parameters by error code are the type's alone.
  const measurements = parsed.output.measurements as readonly Measurement[];
  const { model, beside } = parsed.output;
  return { schema: evidenceSchema, model, beside, measurements };
}
