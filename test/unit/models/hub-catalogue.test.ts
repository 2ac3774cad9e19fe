import { expect, test } from 'vitest';
import { isModelId } from '../../../core/model-store.ts';
import { catalogue, hubCatalogue, sizeAtLevel } from '../../../models/catalogue.ts';
import { levelSize } from '../../../models/levels/size.ts';

test('ids are models’ ids and unique, facts have a day and a place', () => {
  const ids = [...hubCatalogue, ...catalogue].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, facts, languages, speaksKorean, languageCount } of hubCatalogue) {
    expect(isModelId(id), id).toBe(true);
    expect(facts.date, id).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(facts.from.length, id).toBeGreaterThan(0);
    for (const address of facts.from) expect(new URL(address).protocol).toBe('https:');
    if (languages.includes('ko')) expect(speaksKorean, id).toBe(true);
    if (speaksKorean) expect(languages.includes('ko') || (languageCount ?? 0) > 50, id).toBe(true);
  }
});

test('the shapes add up to the published counts of parameters', () => {
  for (const { id, geometry, parameters } of hubCatalogue) {
    if (!geometry) continue;
    const counted = levelSize(geometry, 'q8').parameters;
    expect(Math.abs(counted - parameters) / parameters, id).toBeLessThan(0.002);
  }
});

test('a lighter level weighs less; an unknown shape has no sizes', () => {
  for (const entry of hubCatalogue) {
    const sizes = (['fp16', 'q8', 'q3', 'q2'] as const).map((level) => sizeAtLevel(entry, level));
    if (entry.geometry) expect(sizes).toEqual(sizes.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
    else expect(sizes).toEqual([undefined, undefined, undefined, undefined]);
  }
});
