import { expect, test } from 'vitest';
import { isModelId } from '../../../core/model-store.ts';
import { catalogue, hubCatalogue, sizeAtLevel } from '../../../models/catalogue.ts';
import { offers } from '../../../src/models/offers.ts';
import { levelSize } from '../../../models/levels/size.ts';

/** The day as a calendar has it; another one where there is no such day. */
const dayOf = (date: string): string => new Date(date).toISOString().slice(0, 10);

test('ids are models’ ids and unique, facts have a day and a place', () => {
  const ids = [...hubCatalogue, ...catalogue].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, facts, languages, speaksKorean, languageCount } of hubCatalogue) {
    expect(isModelId(id), id).toBe(true);
    expect(dayOf(facts.date), id).toBe(facts.date);
    expect(facts.from.length, id).toBeGreaterThan(0);
    for (const address of facts.from) expect(new URL(address).protocol).toBe('https:');
    if (languages.includes('ko')) expect(speaksKorean, id).toBe(true);
    if (speaksKorean) expect(languages.includes('ko') || (languageCount ?? 0) > 50, id).toBe(true);
  }
});

test('of the models that come with the app as well', () => {
  for (const { id, factsFrom, homepage } of catalogue) {
    expect(dayOf(factsFrom), id).toBe(factsFrom);
    expect(new URL(homepage).protocol, id).toBe('https:');
  }
  for (const { name, factsFrom, sources } of offers()) {
    expect(dayOf(factsFrom), name).toBe(factsFrom);
    expect(sources.length, name).toBeGreaterThan(0);
  }
});

test('what a licence limits is told, and its terms are named', () => {
  for (const { id, licence, licenceKind, licenceLimits, repositories } of hubCatalogue) {
    expect(licence, id).not.toBe('');
    expect(licenceLimits.length > 0, id).toBe(licenceKind === 'limited');
    for (const repository of repositories) expect(repository, id).toMatch(/^[\w.-]+\/[\w.-]+$/);
  }
});

test('the shapes add up to the published counts of parameters', () => {
  for (const { id, geometry, parameters } of hubCatalogue) {
    if (!geometry) continue;
    const counted = levelSize(geometry, 'q8').parameters;
    // Publishers round to two or three digits.
    expect(Math.abs(counted - parameters) / parameters, id).toBeLessThan(0.005);
  }
});

test('a lighter level weighs less; an unknown shape has no sizes', () => {
  for (const entry of hubCatalogue) {
    const sizes = (['fp16', 'q8', 'q3', 'q2'] as const).map((level) => sizeAtLevel(entry, level));
    if (entry.geometry) expect(sizes).toEqual(sizes.toSorted((a, b) => (b ?? 0) - (a ?? 0)));
    else expect(sizes).toEqual([undefined, undefined, undefined, undefined]);
  }
});
