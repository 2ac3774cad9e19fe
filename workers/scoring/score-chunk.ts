import type { EventSink } from '../../core/contract.ts';
import { fail } from '../../core/errors.ts';
import type { ChunkScore, ScoreChunkRequest, ScoreEvent } from '../../core/score.ts';
import { ms } from '../../core/units.ts';
import type { LogitsSink } from '../decoders/decoder.ts';
import { EventBatch } from '../event-batch.ts';
import type { Session } from '../session.ts';
import type { StopSignal } from '../stop-signal.ts';
import { keepRecord, readRecord } from './reference-files.ts';
import { ReferenceRecord } from './reference-record.ts';
import { Softmax } from './softmax.ts';

function check({ tokens, from }: ScoreChunkRequest, contextLength: number): void {
  if (tokens.length < 2)
    throw fail('request-invalid', { field: 'tokens', reason: 'fewer than two' });
  if (!Number.isInteger(from) || from < 0 || from > tokens.length - 2)
    throw fail('request-invalid', { field: 'from', reason: 'not a position with a next token' });
  if (tokens.length - 1 > contextLength)
    throw fail('prompt-too-long', { promptTokens: tokens.length, contextLength });
}

async function comparedWith(
  { reference, tokens }: ScoreChunkRequest,
  positions: number,
  vocabulary: number,
): Promise<ReferenceRecord | undefined> {
  if (!reference || reference.mode === 'write' || reference.mode === 'return') return undefined;
  const buffer =
    reference.mode === 'given'
      ? reference.logProbs
      : await readRecord(reference.key, reference.chunk);
  const record = buffer && ReferenceRecord.open(buffer, positions, vocabulary, tokens);
  if (record) return record;
  throw fail('reference-missing', {
    chunk: reference.mode === 'given' ? 0 : reference.chunk,
  });
}

/**
 * Scores one chunk of text: see `ChunkScore`. The KV cache is cleared before it.
 *
 * @param bytesOf UTF-8 bytes of a token
 */
export async function scoreChunk(
  session: Session,
  bytesOf: (token: number) => Uint8Array,
  request: ScoreChunkRequest,
  stop: StopSignal,
  emit: EventSink<ScoreEvent>,
): Promise<ChunkScore> {
  const { contextLength, vocabularySize } = session.decoder.spec;
  check(request, contextLength);
  const startedAt = performance.now();
  const { tokens, from, reference } = request;
  const positions = tokens.length - 1 - from;
  const compared = await comparedWith(request, positions, vocabularySize);
  const kept =
    reference?.mode === 'write' || reference?.mode === 'return'
      ? ReferenceRecord.create(positions, vocabularySize, tokens)
      : undefined;

  const nll = new Float32Array(positions);
  const top = new Uint32Array(positions);
  const against = compared && {
    kld: new Float32Array(positions),
    sameTop: new Uint8Array(positions),
    dp: new Float32Array(positions),
    referenceNll: new Float32Array(positions),
  };
  const softmax = new Softmax();
  let logitsMs = 0;
  const sink: LogitsSink = (logits, start, count) => {
    const before = performance.now();
    for (let row = 0; row < count; row++) {
      const offset = row * vocabularySize;
      const position = start + row - from;
      const token = tokens[start + row + 1] as number;
      softmax.read(logits, offset, vocabularySize);
      nll[position] = softmax.logSum - (logits[offset + token] as number);
      top[position] = softmax.top;
      kept?.write(position, logits, offset, softmax, token);
      if (!compared || !against) continue;
      const referenceLoss = compared.nll(position);
      against.kld[position] = compared.divergence(position, logits, offset, softmax.logSum);
      against.sameTop[position] = softmax.top === compared.top(position) ? 1 : 0;
      // Both as they are kept: equal likelihoods differ by nothing.
      against.dp[position] = Math.exp(-nll[position]) - Math.exp(-referenceLoss);
      against.referenceNll[position] = referenceLoss;
    }
    logitsMs += performance.now() - before;
  };

  const prompt = Array.from(tokens.subarray(0, -1));
  const events = new EventBatch(emit);
  const progress = (base: number) => (done: number) => {
    events.push({ type: 'scored', tokens: base + done, total: prompt.length });
  };
  await session.truncate(0);
  if (from > 0 && !(await session.prefill(prompt.slice(0, from), stop, progress(0))))
    throw fail('cancelled', {});
  if (!(await session.prefill(prompt, stop, progress(from), sink))) throw fail('cancelled', {});
  events.flush();

  const beforeKeeping = performance.now();
  const isKept =
    kept && reference?.mode === 'write'
      ? await keepRecord(reference.key, reference.chunk, kept.buffer)
      : false;
  const endedAt = performance.now();
  return {
    kind: 'chunk',
    nll,
    top,
    bytes: Uint16Array.from(tokens.subarray(from + 1), (token) => bytesOf(token).length),
    against: against ?? null,
    logProbs: kept && !isKept ? kept.buffer : null,
    times: {
      totalMs: ms(endedAt - startedAt),
      logitsMs: ms(logitsMs + endedAt - beforeKeeping),
      tokens: prompt.length,
    },
  };
}
