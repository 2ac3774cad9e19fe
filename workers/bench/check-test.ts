import { mostRepetitions, type BenchTest } from '../../core/bench.ts';
import { fail } from '../../core/errors.ts';

/** @throws catalogued `request-invalid` naming the field, `test-too-long` */
export function checkTest(test: BenchTest, contextLength: number): void {
  for (const field of ['nPrompt', 'nGen', 'nDepth'] as const)
    if (!(Number.isInteger(test[field]) && test[field] >= 0))
      throw fail('request-invalid', { field, reason: 'not a whole number from 0' });
  if (test.nPrompt + test.nGen === 0)
    throw fail('request-invalid', { field: 'nPrompt', reason: 'nothing to prefill or generate' });
  const { repetitions } = test;
  if (!(Number.isInteger(repetitions) && repetitions >= 1 && repetitions <= mostRepetitions)) {
    const reason = `not a whole number from 1 to ${mostRepetitions}`;
    throw fail('request-invalid', { field: 'repetitions', reason });
  }
  const tokens = test.nDepth + test.nPrompt + test.nGen;
  if (tokens > contextLength) throw fail('test-too-long', { tokens, contextLength });
}
