import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openings } from '../../../../scripts/calibration/openings.ts';
import {
  calibrationDocuments,
  calibrationTokens,
} from '../../../../workers/calibration/text/calibration-tokens.ts';
import { embeddedTokenizer } from '../embedded-tokenizer.ts';

const length = 12;
const root = new URL('../../../../', import.meta.url);

/** Everything that quality is measured on: bundled with the app, or used by tests. */
const evaluationFolders = ['src/compare/evaluation/data/', 'test/fixtures/wikitext2/'];

/** The texts of a file as a model reads them: each ending of a question after its context. */
function textsOf(name: string, content: string): readonly string[] {
  if (!name.endsWith('.jsonl')) return [content];
  return content
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => {
      const { context, endings } = JSON.parse(line) as {
        readonly context: string;
        readonly endings: readonly string[];
      };
      return endings.map((ending) => `${context} ${ending}`);
    });
}

const evaluationTexts = (): readonly (readonly [string, readonly string[]])[] =>
  evaluationFolders.flatMap((folder) =>
    readdirSync(new URL(folder, root))
      .filter((name) => /\.(txt|jsonl?)$/.test(name))
      .map((name) => [
        folder + name,
        textsOf(name, readFileSync(new URL(folder + name, root), 'utf8')),
      ]),
  );

const words = (text: string): readonly string[] =>
  text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function* sequences(text: string): Generator<string> {
  const all = words(text);
  for (let i = 0; i + length <= all.length; i++) yield all.slice(i, i + length).join(' ');
}

describe('the calibration text', () => {
  it('shares no 12 words in a row with a text that quality is measured on', async () => {
    const documents = await calibrationDocuments();
    const own = new Set(documents.flatMap((text) => [...sequences(Object.values(text).join(' '))]));
    expect(own.size).toBeGreaterThan(5000);
    const texts = evaluationTexts();
    expect(texts.map(([name]) => name)).toEqual(
      expect.arrayContaining([
        'src/compare/evaluation/data/hellaswag-400.jsonl',
        'src/compare/evaluation/data/wikitext2-test-excerpt.txt',
        'test/fixtures/wikitext2/excerpt.txt',
      ]),
    );
    for (const [name, parts] of texts) {
      const all = parts.flatMap((text) => [...sequences(text)]);
      expect(all.length, name).toBeGreaterThan(1000);
      const shared = all.filter((sequence) => own.has(sequence));
      expect(shared, name).toEqual([]);
    }
  });

  it('begins with the openings that it was written from', async () => {
    const documents = await calibrationDocuments();
    expect(documents.length).toBe(openings.length);
    documents.forEach((document, i) => {
      const opening = openings[i];
      if ('question' in document) expect(opening).toMatchObject({ question: document.question });
      else if (opening && 'text' in opening) expect(document.text).toContain(opening.text);
    });
  });

  it('is enough for 24 sequences of 512 tokens, chats in the form of the model', async () => {
    const tokenizer = embeddedTokenizer();
    const tokens = await calibrationTokens(tokenizer);
    expect(tokens.length).toBeGreaterThanOrEqual(24 * 512);
    const [start] = tokenizer.encode('<|im_start|>');
    expect(tokens.filter((token) => token === start).length).toBeGreaterThanOrEqual(20);
  });
});
