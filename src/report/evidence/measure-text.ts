import { msg } from '@lit/localize';
import type { MeasureId } from './measures.ts';

/** For choosing an axis, and the head of a column. */
export function measureName(measure: MeasureId): string {
  switch (measure) {
    case 'bytes':
      return msg('Bytes', { id: 'measure.bytes' });
    case 'linearBits':
      return msg('Bits per weight, linear', { id: 'measure.linear-bits' });
    case 'fileBits':
      return msg('Bits per weight, file', { id: 'measure.file-bits' });
    case 'memory':
      return msg('Memory', { id: 'measure.memory' });
    case 'decode':
      return msg('Decode rate', { id: 'measure.decode' });
    case 'prefill':
      return msg('Prefill rate', { id: 'measure.prefill' });
    case 'firstToken':
      return msg('First token', { id: 'measure.first-token' });
    case 'perplexity':
      return msg('Perplexity', { id: 'measure.perplexity' });
    case 'bitsPerByte':
      return msg('Bits per byte', { id: 'measure.bits-per-byte' });
    case 'kld':
      return msg('KL divergence', { id: 'measure.kld' });
    case 'sameTop':
      return msg('Same top', { id: 'measure.same-top' });
    case 'accuracy':
      return msg('Accuracy', { id: 'measure.accuracy' });
  }
}

/** For heads of narrow columns; says the unit where it is the name. */
export function measureShortName(measure: MeasureId): string {
  switch (measure) {
    case 'bytes':
      return 'MB';
    case 'decode':
      return measureUnit('decode');
    case 'memory':
      return msg('Memory, MB', { id: 'measure.memory-short' });
    case 'kld':
      return msg('KL div.', { id: 'measure.kld-short' });
    case 'sameTop':
      return msg('Same top, %', { id: 'measure.same-top-short' });
    case 'accuracy':
      return msg('Accuracy, %', { id: 'measure.accuracy-short' });
    case 'linearBits':
    case 'fileBits':
    case 'prefill':
    case 'firstToken':
    case 'perplexity':
    case 'bitsPerByte':
      return measureName(measure);
  }
}

/** Of `figureText`'s numbers. Empty for perplexity, which has none, and where the name says it. */
export function measureUnit(measure: MeasureId): string {
  switch (measure) {
    case 'bytes':
    case 'memory':
      return 'MB';
    case 'linearBits':
    case 'fileBits':
      return msg('bits', { id: 'unit.bits' });
    case 'decode':
    case 'prefill':
      return msg('tok/s', { id: 'unit.tokens-per-second' });
    case 'firstToken':
      return 'ms';
    case 'perplexity':
    case 'bitsPerByte':
      return '';
    case 'kld':
      return msg('nats', { id: 'unit.nats' });
    case 'sameTop':
    case 'accuracy':
      return '%';
  }
}

/** What a measure is, for who has not met it: in the report, and where it is first used. */
export function measureDefinition(measure: MeasureId): string {
  switch (measure) {
    case 'bytes':
      return msg('All weights as stored, scales and offsets counted.', { id: 'define.bytes' });
    case 'linearBits':
      return msg(
        'Stored bits of the layers’ matrices over their weights, scales and offsets counted.',
        {
          id: 'define.linear-bits',
        },
      );
    case 'fileBits':
      return msg('Stored bits of the whole file over all weights, embedding and head included.', {
        id: 'define.file-bits',
      });
    case 'memory':
      return msg(
        'Everything that the engine held after the evaluation: weights, KV cache, work space.',
        {
          id: 'define.memory',
        },
      );
    case 'decode':
      return msg('Single tokens one after the other, as an answer is written.', {
        id: 'define.decode',
      });
    case 'prefill':
      return msg('Tokens of a prompt, read all at once.', { id: 'define.prefill' });
    case 'firstToken':
      return msg('From a prompt to its first answered token.', { id: 'define.first-token' });
    case 'perplexity':
      return msg(
        'exp of the mean surprise at each true next token: of how many equally likely tokens it is as if to choose. Lower is better.',
        {
          id: 'define.perplexity',
        },
      );
    case 'bitsPerByte':
      return msg(
        'Bits that the true text takes for each of its bytes, by the probabilities of its tokens: compares models that cut text into different tokens. Lower is better.',
        {
          id: 'define.bits-per-byte',
        },
      );
    case 'kld':
      return msg(
        'How far the probabilities of all next tokens are from the reference’s, on average. 0 is the same.',
        {
          id: 'define.kld',
        },
      );
    case 'sameTop':
      return msg('Share of positions at which the likeliest next token is the reference’s.', {
        id: 'define.same-top',
      });
    case 'accuracy':
      return msg(
        'Share of questions whose right ending gets the highest log-probability for each of its characters.',
        {
          id: 'define.accuracy',
        },
      );
  }
}
