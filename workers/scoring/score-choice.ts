import type { EventSink } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { ChoiceScore, EndingScore, ScoreChoiceRequest, ScoreEvent } from '../../core/score.ts';
import { ms } from '../../core/units.ts';
import type { LogitsSink } from '../decoders/decoder.ts';
import type { Session } from '../session.ts';
import type { StopSignal } from '../stop-signal.ts';
import { Softmax } from './softmax.ts';

/** Length of the prefix that all sequences share. */
function commonPrefix(sequences: readonly (readonly number[])[]): number {
  const [first = [], ...rest] = sequences;
  let length = 0;
  while (length < first.length && rest.every((other) => other[length] === first[length])) length++;
  return length;
}

/**
 * Scores the endings of a question. Context and ending are joined by one space and tokenized as a
 * whole, as llama-perplexity and lm-eval do. The tokens that all share are evaluated once; the KV
 * cache is rewound to them for each ending.
 */
export async function scoreChoice(
  session: Session,
  encode: (text: string) => readonly number[],
  { context, endings }: ScoreChoiceRequest,
  stop: StopSignal,
  emit: EventSink<ScoreEvent>,
): Promise<ChoiceScore> {
  const startedAt = performance.now();
  const { contextLength, vocabularySize } = session.decoder.spec;
  const wholes = endings.map((ending) => encode(`${context} ${ending}`));
  // An ending's own tokens begin where lm-eval lets them: after as many as the context alone has.
  const contextTokens = encode(context).length;
  const shortest = Math.min(...wholes.map(({ length }) => length));
  // At least one token of each is its own, even where one ending begins another.
  const shared = Math.min(commonPrefix(wholes), shortest - 1);
  const start = Math.min(contextTokens, shared);
  if (endings.length < 2)
    throw fail('request-invalid', { field: 'endings', reason: 'fewer than two' });
  if (start < 1) throw fail('request-invalid', { field: 'context', reason: 'empty' });
  const longest = Math.max(...wholes.map(({ length }) => length));
  if (longest - 1 > contextLength)
    throw fail('prompt-too-long', { promptTokens: longest, contextLength });

  const softmax = new Softmax();
  let logitsMs = 0;
  let evaluated = start;
  const prefix = (wholes[0] as readonly number[]).slice(0, start);
  await session.truncate(0);
  const logits = await session.prefill(prefix, stop);
  if (!logits) throw fail('cancelled', {});
  const beforeFirst = performance.now();
  softmax.read(logits, 0, vocabularySize);
  const firstLogProbs = wholes.map((whole) => logProb(logits, 0, whole[start], softmax));
  logitsMs += performance.now() - beforeFirst;

  const scores: EndingScore[] = [];
  for (const [index, whole] of wholes.entries()) {
    const logProbs = new Float64Array(whole.length);
    logProbs[start] = firstLogProbs[index] as number;
    const sink: LogitsSink = (piece, at, count) => {
      const before = performance.now();
      for (let row = 0; row < count; row++) {
        const offset = row * vocabularySize;
        softmax.read(piece, offset, vocabularySize);
        logProbs[at + row + 1] = logProb(piece, offset, whole[at + row + 1], softmax);
      }
      logitsMs += performance.now() - before;
    };
    await session.truncate(start);
    const rest = whole.slice(0, -1);
    if (rest.length > start && !(await session.prefill(rest, stop, undefined, sink)))
      throw fail('cancelled', {});
    evaluated += rest.length - start;
    const sum = (from: number): number => logProbs.subarray(from).reduce((a, b) => a + b, 0);
    const first = Math.min(contextTokens, whole.length - 1);
    scores.push({
      logProb: sum(first),
      tokens: whole.length - first,
      characters: Array.from(endings[index] as string).length,
      ownLogProb: sum(shared),
      ownTokens: whole.length - shared,
    });
    emit([{ type: 'scored', tokens: index + 1, total: wholes.length }]);
  }
  return {
    kind: 'choice',
    endings: scores,
    times: {
      totalMs: ms(performance.now() - startedAt),
      logitsMs: ms(logitsMs),
      tokens: evaluated,
    },
  };
}

const logProb = (
  logits: Float32Array,
  offset: number,
  token: number | undefined,
  { logSum }: Softmax,
): number => (logits[offset + (token as number)] as number) - logSum;
