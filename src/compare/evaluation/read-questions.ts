import * as v from 'valibot';
import { fail } from '../../../core/errors.ts';
import type { BadLine, BadLineReason, Question, QuestionSet } from './evaluation.ts';
import { decodeText, sha256OfText } from './read-text.ts';

const filled = v.pipe(v.string(), v.regex(/\S/));
const contextSchema = v.object({ context: filled });
const endingsSchema = v.object({ endings: v.pipe(v.array(v.unknown()), v.minLength(2)) });
const filledSchema = v.object({ endings: v.array(filled) });
const labelSchema = v.object({ label: v.pipe(v.number(), v.integer(), v.minValue(0)) });

/** The question of one line, or why there is none. */
function readLine(text: string, line: number): Question | BadLineReason {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'not-json';
  }
  if (!v.is(contextSchema, json)) return 'no-context';
  if (!v.is(endingsSchema, json)) return 'too-few-endings';
  if (!v.is(filledSchema, json)) return 'ending-empty';
  const { context, endings } = json as { context: string; endings: readonly string[] };
  if (!v.is(labelSchema, json) || json.label >= endings.length) return 'label-out-of-range';
  return { line, context, endings, label: json.label };
}

/**
 * Questions from the bytes of a JSONL file: one object with `context`, `endings` and `label` (index
 * of the right ending, from 0) on each line. Bad lines are named and left out; empty ones are
 * passed over.
 *
 * @throws catalogued `questions-invalid` where no line can be used
 */
export async function readQuestions(
  name: string,
  data: Uint8Array<ArrayBuffer>,
): Promise<QuestionSet> {
  const decoded = decodeText(data);
  if ('problem' in decoded)
    throw fail('questions-invalid', { file: name, problem: decoded.problem });
  const questions: Question[] = [];
  const badLines: BadLine[] = [];
  for (const [index, text] of decoded.text.split('\n').entries()) {
    if (text.trim() === '') continue;
    const line = index + 1;
    const read = readLine(text, line);
    if (typeof read === 'string') badLines.push({ line, reason: read });
    else questions.push(read);
  }
  if (questions.length === 0)
    throw fail('questions-invalid', { file: name, problem: 'no-usable-line' });
  return { name, sha256: await sha256OfText(decoded.text), questions, badLines };
}
