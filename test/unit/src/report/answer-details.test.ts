import { expect, test } from 'vitest';
import { instructionTiers } from '../../../../core/instruction-tiers.ts';
import { answerDetails } from '../../../../src/report/answer-details.ts';
import type { AnswerCircumstances } from '../../../../src/store/chat-record.ts';
import { circumstances, figures, greedy } from '../../../fixtures/interface/figures.ts';

const labels = (given: AnswerCircumstances): ReadonlyMap<string, string | undefined> =>
  new Map(
    answerDetails({ figures: figures(), circumstances: given, sampling: greedy })
      .flatMap(({ rows }) => rows)
      .map(({ label, value }) => [label, value]),
  );

test('the details say by which of the processor’s instructions an answer was computed', () => {
  const told = instructionTiers.map((instructions) =>
    labels({ ...circumstances, instructions }).get('Processor instructions'),
  );
  expect(told).not.toContain(undefined);
  expect(new Set(told).size).toBe(instructionTiers.length);
});

test('the details of an engine that has no choice of instructions, or of an older answer, leave them out', () => {
  expect([...labels(circumstances).keys()]).not.toContain('Processor instructions');
});
