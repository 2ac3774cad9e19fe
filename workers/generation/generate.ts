import type {
  EventSink,
  FinishReason,
  GenerateEvent,
  GenerateRequest,
  GenerateResult,
} from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { LoadFigures } from '../../core/metrics/load.ts';
import { ms } from '../../core/units.ts';
import type { Variant } from '../../core/variant.ts';
import { epochNow } from '../clock.ts';
import { EventBatch } from '../event-batch.ts';
import type { Session } from '../session.ts';
import type { StopSignal } from '../stop-signal.ts';
import type { ChatTokenizer } from '../tokenization/chat-tokenizer.ts';
import { answerFigures } from './answer-figures.ts';
import { AnswerText } from './answer-text.ts';
import { checkAsked, checkFits, openedWith, promptIds } from './prompt.ts';
import { checkSampling, Sampler } from './sampler.ts';
import { ThinkingMeter } from './thinking-meter.ts';

/** A loaded variant, as answers need it. */
export interface LoadedVariant {
  readonly variant: Variant;
  readonly tokenizer: ChatTokenizer;
  readonly session: Session;
  readonly load: LoadFigures;
}

/**
 * Writes one answer.
 *
 * @param firstAfterLoad whether this is the variant's first answer
 * @throws catalogued `prompt-empty`, `prompt-too-long`, `request-invalid`, `chat-template-failed`,
 *   and what the decoder throws
 */
export async function generate(
  { variant, tokenizer, session, load }: LoadedVariant,
  request: GenerateRequest,
  firstAfterLoad: boolean,
  stop: StopSignal,
  emit: EventSink<GenerateEvent>,
): Promise<GenerateResult> {
  const receivedAt = epochNow();
  const { continueIds, sampling, maxTokens } = request;
  checkSampling(sampling);
  if (!Number.isInteger(maxTokens) || maxTokens < 1)
    throw fail('request-invalid', { field: 'maxTokens', reason: 'not a whole number from 1' });
  checkAsked(request.messages);
  const prompt = promptIds(tokenizer, request);
  const { contextLength } = session.decoder.spec;
  checkFits(prompt.length, contextLength);

  const events = new EventBatch(emit);
  const text = new AnswerText(tokenizer, continueIds, request.stopStrings);
  const opened = openedWith(tokenizer, request);
  const thinking = new ThinkingMeter(opened + text.before);
  // The answer's first part shows what the template opened, so that its text says all.
  let unshown = continueIds.length === 0 ? opened : '';
  const sampler = new Sampler(sampling, prompt, continueIds.length, session.decoder.scan);
  const ids: number[] = [];
  const sampledAt: number[] = [];

  const cachedTokens = await session.rewind(prompt);
  events.push({ type: 'prompt', promptTokens: prompt.length, cachedTokens, receivedAt });
  const prefillStartedAt = epochNow();
  let logits = await session.prefill(prompt, stop, (done, total) => {
    events.push({ type: 'prefill', done, total, at: epochNow() });
  });
  const prefillEndedAt = logits && epochNow();

  const profiler = request.profile ? session.decoder.profiler : undefined;
  profiler?.start();
  let finishReason: FinishReason | undefined;
  while (finishReason === undefined) {
    await stop.breathe();
    if (!logits || stop.stopped) {
      finishReason = 'cancelled';
      text.end(false);
      break;
    }
    const id = sampler.next(logits);
    const at = epochNow();
    ids.push(id);
    sampledAt.push(at);
    let shown = '';
    if (tokenizer.endIds.has(id)) finishReason = 'stop';
    else {
      const pushed = text.push(id);
      shown = pushed.text;
      if (pushed.stopped) finishReason = 'stop-string';
      else if (ids.length >= maxTokens) finishReason = 'length';
      else if (session.ids.length >= contextLength) finishReason = 'context';
    }
    if (finishReason !== undefined && finishReason !== 'stop-string')
      shown += text.end(finishReason === 'stop');
    const thinks = thinking.push(shown, at);
    events.push({
      type: 'token',
      id,
      text: unshown + shown,
      at,
      ...(thinks && { thinking: true }),
    });
    unshown = '';
    if (sampledAt.length === 1) events.flush();
    if (finishReason === undefined) logits = await session.step(id);
  }
  events.flush();

  return {
    text: ids.length > 0 && continueIds.length === 0 ? opened + text.text : text.text,
    promptIds: prompt,
    ids,
    finishReason,
    variant,
    figures: answerFigures(
      { promptTokens: prompt.length, cachedTokens, thinkingTokens: thinking.tokens },
      {
        ...{ receivedAt, prefillStartedAt, prefillEndedAt, sampledAt },
        firstAnswerAt: thinking.firstAnswerAt,
      },
      { memory: session.decoder.memory(), load, firstAfterLoad },
    ),
    totalMs: ms(epochNow() - receivedAt),
    ...(profiler && { profile: profiler.finish() }),
  };
}
