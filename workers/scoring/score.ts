import type { EventSink } from '../../core/contract.ts';
import type { ScoreEvent, ScoreRequest, ScoreResult } from '../../core/score.ts';
import type { LoadedVariant } from '../generation/generate.ts';
import type { StopSignal } from '../stop-signal.ts';
import { scoreChoice } from './score-choice.ts';
import { scoreChunk } from './score-chunk.ts';

/**
 * Scores a chunk of text or a question.
 *
 * @throws catalogued `cancelled` when stopped, `request-invalid`, `prompt-too-long`,
 *   `reference-missing`, and what the decoder throws
 */
export function score(
  { session, tokenizer }: LoadedVariant,
  request: ScoreRequest,
  stop: StopSignal,
  emit: EventSink<ScoreEvent>,
): Promise<ScoreResult> {
  switch (request.kind) {
    case 'chunk':
      return scoreChunk(session, (token) => tokenizer.bytesOf(token), request, stop, emit);
    case 'choice':
      return scoreChoice(session, (text) => tokenizer.encode(text), request, stop, emit);
  }
}
