import { fail } from '../../../core/errors.ts';
import hellaswagUrl from './data/hellaswag-400.jsonl?url';
import wikitextUrl from './data/wikitext2-test-excerpt.txt?url';
import type { EvaluationText, QuestionSet } from './evaluation.ts';
import { readQuestions } from './read-questions.ts';
import { readText } from './read-text.ts';

/* Data that come with the app, fetched when they are first used. NOTICE names their sources. */

/** @throws catalogued `network-failed`, `model-file-missing` */
async function fetchBytes(url: string, file: string): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    throw fail('network-failed', { file }, error);
  }
  if (!response.ok) throw fail('model-file-missing', { file, status: response.status });
  return new Uint8Array(await response.arrayBuffer());
}

/** The beginning of WikiText-2's test set: 180 chunks of the embedded model. */
export async function bundledText(): Promise<EvaluationText> {
  const name = 'wikitext2-test-excerpt.txt';
  return readText(name, await fetchBytes(wikitextUrl, name));
}

/** HellaSwag's validation tasks 0 to 399. */
export async function bundledQuestions(): Promise<QuestionSet> {
  const name = 'hellaswag-400.jsonl';
  return readQuestions(name, await fetchBytes(hellaswagUrl, name));
}
