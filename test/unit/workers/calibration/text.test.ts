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

function evaluationTexts(): readonly (readonly [string, string])[] {
  return evaluationFolders.flatMap((folder) => {
    let names: readonly string[] = [];
    try {
      names = readdirSync(new URL(folder, root));
    } catch {
      // Bundled texts may lie elsewhere; what there is is compared, and the tests' own is required below.
    }
    return names
      .filter((name) => /\.(txt|jsonl?)$/.test(name))
      .map((name) => [folder + name, readFileSync(new URL(folder + name, root), 'utf8')] as const);
  });
}

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
    expect(texts.map(([name]) => name)).toContain('test/fixtures/wikitext2/excerpt.txt');
    for (const [name, text] of texts) {
      const shared = [...sequences(text)].filter((sequence) => own.has(sequence));
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
