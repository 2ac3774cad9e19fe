import { isMeasured } from '../../core/units.ts';
import type { Engine } from '../bridge/engine.ts';

/** Long enough for a rate that is not all start-up, short enough to wait for. */
const tokens = 24;

/**
 * Decode rate of the loaded variant, tok/s, by a short greedy answer: the same prompt on each engine.
 * 0 where the model stopped before two tokens. Rejects as `Engine.generate` does.
 */
export async function measureDecode(engine: Engine, signal: AbortSignal): Promise<number> {
  const { figures } = await engine.generate(
    {
      messages: [{ role: 'user', content: 'Write a short story about a lighthouse keeper.' }],
      continueIds: [],
      sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 },
      maxTokens: tokens,
      stopStrings: [],
    },
    { signal },
  );
  return isMeasured(figures.decodeTps) ? figures.decodeTps : 0;
}
