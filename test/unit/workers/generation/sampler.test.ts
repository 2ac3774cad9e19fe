import { describe, expect, test } from 'vitest';
import type { Sampling } from '../../../../core/contract.ts';
import { SeededRandom } from '../../../../core/random.ts';
import { argmax, checkSampling, Sampler } from '../../../../workers/generation/sampler.ts';
import type { LogitsScan } from '../../../../workers/decoders/decoder.ts';
import { topIds } from '../../../../workers/generation/top-candidates.ts';

const neutral: Sampling = {
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  seed: 1,
};

function randomLogits(size: number, seed: number, steps = Infinity): Float32Array {
  const random = new SeededRandom(seed);
  return Float32Array.from({ length: size }, () => {
    const value = (random.next() - 0.5) * 12;
    return steps === Infinity ? value : Math.round(value * steps) / steps;
  });
}

/** Written after transformers' processors, on a full sort: the tokens that may be drawn, with weights. */
function reference(
  logits: Float32Array,
  sampling: Sampling,
  seen: readonly number[],
): Map<number, number> {
  const penalized = [...logits].map((logit, id) => {
    if (!seen.includes(id)) return logit;
    return logit < 0 ? logit * sampling.repetitionPenalty : logit / sampling.repetitionPenalty;
  });
  const scaled = penalized.map((logit) => Math.fround(logit / sampling.temperature));
  let ids = [...scaled.keys()].toSorted((a, b) => (scaled[b] ?? 0) - (scaled[a] ?? 0) || a - b);
  if (sampling.topK > 0) ids = ids.slice(0, sampling.topK);
  const weigh = (list: readonly number[]): number[] => {
    const weights = list.map((id) => Math.exp(scaled[id] ?? 0));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  };
  if (sampling.topP < 1) {
    const weights = weigh(ids);
    let before = 0;
    ids = ids.filter((_, rank) => {
      const kept = rank === 0 || before < sampling.topP;
      before += weights[rank] ?? 0;
      return kept;
    });
  }
  if (sampling.minP > 0) {
    const weights = weigh(ids);
    ids = ids.filter((_, rank) => (weights[rank] ?? 0) >= sampling.minP * (weights[0] ?? 0));
  }
  const weights = weigh(ids);
  return new Map(ids.map((id, rank) => [id, weights[rank] ?? 0]));
}

/** As an engine's: more than were asked for, ascending. */
const scan: LogitsScan = {
  argmax,
  largest(logits, count) {
    const least = logits.toSorted()[Math.max(0, logits.length - count)] ?? -Infinity;
    const ids = [...logits.keys()].filter((id) => (logits[id] ?? 0) >= least - 0.01);
    return count > logits.length / 2 ? undefined : Uint32Array.from(ids);
  },
};

test('an engine’s scan changes no draw', () => {
  const random = new SeededRandom(11);
  const pick = <Value>(...values: readonly [Value, ...Value[]]): Value =>
    values[Math.floor(random.next() * values.length)] ?? values[0];
  for (let round = 0; round < 300; round++) {
    const logits = randomLogits(80, round, pick(Infinity, 2, 16));
    const sampling: Sampling = {
      temperature: pick(0, 0.3, 1, 1.7),
      topK: pick(0, 1, 5, 20, 80),
      topP: pick(1, 0.9),
      minP: pick(0, 0.05),
      repetitionPenalty: pick(1, 1.3, 0.7),
      seed: round,
    };
    const seen = [round % 80, 3, 41];
    const plain = new Sampler(sampling, seen);
    const scanning = new Sampler(sampling, seen, 0, scan);
    for (let draw = 0; draw < 4; draw++)
      expect(scanning.next(logits), JSON.stringify(sampling)).toBe(plain.next(logits));
  }
});

describe('sampling', () => {
  const cases: readonly Partial<Sampling>[] = [
    {},
    { temperature: 0.3 },
    { topK: 5 },
    { topK: 5, topP: 0.8 },
    { topP: 0.9 },
    { topP: 0.5, temperature: 1.7 },
    { minP: 0.1 },
    { topP: 0.95, minP: 0.05 },
    { repetitionPenalty: 1.3 },
    { temperature: 0.7, topK: 20, topP: 0.9, minP: 0.02, repetitionPenalty: 1.1 },
  ];
  test.each(cases)('%j draws what transformers would, as often', (change) => {
    const logits = randomLogits(60, 5);
    const seen = [3, 7, 8, 40];
    const sampling = { ...neutral, ...change };
    const expected = reference(logits, sampling, seen);
    const draws = 4000;
    const counts = new Map<number, number>();
    for (let seed = 0; seed < draws; seed++) {
      // A new sampler each time: drawn tokens would count as seen.
      const id = new Sampler({ ...sampling, seed }, seen).next(logits);
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    for (const id of counts.keys()) expect(expected.has(id), `token ${id}`).toBe(true);
    for (const [id, probability] of expected) {
      const deviation = Math.sqrt(probability * (1 - probability) * draws);
      const count = counts.get(id) ?? 0;
      expect(Math.abs(count - probability * draws), `token ${id}`).toBeLessThan(5 * deviation + 1);
    }
  });

  test('temperature 0 is plain argmax: neither penalty nor filters apply', () => {
    const logits = Float32Array.of(1, 5, 5, 2);
    const sampler = new Sampler(
      { ...neutral, temperature: 0, repetitionPenalty: 9, minP: 1, topK: 1 },
      [1],
    );
    expect([sampler.next(logits), sampler.next(logits)]).toEqual([1, 1]);
  });

  test('a token drawn once is penalized from then on', () => {
    const logits = Float32Array.of(10, 9.5);
    const sampler = new Sampler({ ...neutral, topK: 1, repetitionPenalty: 2 }, []);
    expect([sampler.next(logits), sampler.next(logits)]).toEqual([0, 1]);
  });

  test('the same seed gives the same tokens, another gives others', () => {
    const logits = randomLogits(500, 8);
    const draw = (seed: number): number[] => {
      const sampler = new Sampler({ ...neutral, seed }, []);
      return Array.from({ length: 20 }, () => sampler.next(logits));
    };
    expect(draw(4294967295)).toEqual(draw(4294967295));
    expect(draw(1)).not.toEqual(draw(2));
  });

  test('going on after some tokens draws what one answer would have drawn', () => {
    const logits = randomLogits(500, 9);
    const whole = new Sampler(neutral, []);
    const ids = Array.from({ length: 12 }, () => whole.next(logits));
    const rest = new Sampler(neutral, ids.slice(0, 5), 5);
    expect(Array.from({ length: 7 }, () => rest.next(logits))).toEqual(ids.slice(5));
  });

  test('the logits are left as they were', () => {
    const logits = randomLogits(50, 3);
    const before = logits.slice();
    new Sampler({ ...neutral, temperature: 0.5, repetitionPenalty: 2, topP: 0.5 }, [1, 2]).next(
      logits,
    );
    expect(logits).toEqual(before);
  });

  test('logits without a finite number are an error, not a token', () => {
    for (const temperature of [0, 1])
      expect(() =>
        new Sampler({ ...neutral, temperature }, []).next(new Float32Array(4).fill(NaN)),
      ).toThrow(/internal/);
  });
});

describe('the largest logits', () => {
  test.each([1, 2, 40, 999, 1000, 5000])('top %i equals a full sort, ties by id', (count) => {
    const logits = randomLogits(1000, count, 4);
    const sorted = [...logits.keys()].toSorted(
      (a, b) => (logits[b] ?? 0) - (logits[a] ?? 0) || a - b,
    );
    expect([...topIds(logits, count)]).toEqual(sorted.slice(0, count));
    expect(argmax(logits)).toBe(sorted[0]);
  });
});

test.each([
  ['temperature', -1],
  ['temperature', NaN],
  ['topK', 1.5],
  ['topP', 0],
  ['topP', 1.1],
  ['minP', -0.1],
  ['repetitionPenalty', 0],
  ['seed', 2 ** 32],
] as const)('%s of %d is refused by name', (field, value) => {
  expect(() => checkSampling({ ...neutral, [field]: value })).toThrow(
    new RegExp(`request-invalid.*${field}`),
  );
});
