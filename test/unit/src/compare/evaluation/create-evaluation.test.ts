import { describe, expect, it } from 'vitest';
import { fail } from '../../../../../core/errors.ts';
import { perplexity } from '../../../../../core/metrics/perplexity.ts';
import type { Variant } from '../../../../../core/variant.ts';
import { createEvaluation } from '../../../../../src/compare/evaluation/create-evaluation.ts';
import type {
  Evaluation,
  EvaluationPlan,
  EvaluationRow,
} from '../../../../../src/compare/evaluation/evaluation.ts';
import { readQuestions } from '../../../../../src/compare/evaluation/read-questions.ts';
import { readText } from '../../../../../src/compare/evaluation/read-text.ts';
import { ScoreStore } from '../../../../../src/store/score-store.ts';
import {
  ScoringEngine,
  scriptedNll,
  type Script,
} from '../../../../fixtures/evaluation/scoring-engine.ts';

/*
 * Node has neither IndexedDB nor the origin private file system here: scores are kept in memory, and
 * reference log-probabilities in the page.
 */

const variant = (level: Variant['level']): Variant => ({ model: 'tiny', level, engine: 'simd' });
const [fp32, q8, q4] = [variant('fp32'), variant('q8'), variant('q4')];

const utf8 = (text: string) => new TextEncoder().encode(text);
/** Chunks that begin with A, B, C and D, and a rest that is not evaluated. */
const content = ['A', 'B', 'C', 'D'].map((first) => first + 'x'.repeat(511)).join('') + 'rest';

const questions = [
  { context: 'The cat', endings: ['sat.', 'flew.'], label: 0 },
  { context: 'The dog', endings: ['sang.', 'barked.'], label: 1 },
];

async function planOf(change: Partial<EvaluationPlan> = {}): Promise<EvaluationPlan> {
  return {
    source: { id: 'tiny', baseUrl: 'http://x/', graph: 'g', files: [], shippedLevel: 'q4' },
    variants: [q8, q4],
    reference: fp32,
    text: { text: await readText('t.txt', utf8(content)), chunks: 2 },
    choices: null,
    threads: 'auto',
    ...change,
  };
}

const store = ScoreStore.open();
const evaluationOf = (script: Script, of = store, appVersion = '1'): Evaluation =>
  createEvaluation({ appVersion, newEngine: () => new ScoringEngine(script), store: of });
const fresh = (): Promise<ScoreStore> => ScoreStore.open();

function rowsOf({ state }: Evaluation): readonly EvaluationRow[] {
  if (state.kind === 'idle') throw new Error('nothing ran');
  return state.rows;
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe('a run', () => {
  it('scores the reference first, then each level against it, one engine at a time', async () => {
    const log: string[] = [];
    const evaluation = evaluationOf({ log }, fresh());
    await evaluation.start(await planOf());
    expect(evaluation.state.kind).toBe('finished');
    const [a, b] = ['A'.charCodeAt(0), 'B'.charCodeAt(0)];
    expect(log).toEqual([
      ...['load fp32', `score fp32 ${a} return`, `score fp32 ${b} return`, 'unload fp32'],
      ...['load q8', `score q8 ${a} given`, `score q8 ${b} given`, 'unload q8'],
      ...['load q4', `score q4 ${a} given`, `score q4 ${b} given`, 'unload q4'],
    ]);
    const [reference, , level] = rowsOf(evaluation);
    expect(reference).toMatchObject({ isReference: true, state: { kind: 'done' } });
    expect(reference?.result?.text?.agreement).toBeNull();
    const nll = [a, b].flatMap((first) =>
      Array.from({ length: 255 }, (_, i) => Math.fround(scriptedNll('q4', first, i))),
    );
    expect(level?.result?.text).toMatchObject({ chunks: 2, positions: 510, chunkLength: 512 });
    expect(level?.result?.text?.perplexity?.value).toBeCloseTo(perplexity(nll).value, 10);
    expect(level?.result?.text?.perplexityByChunk).toHaveLength(2);
    expect(level?.result?.text?.agreement?.reference).toEqual(fp32);
    expect(level?.result?.text?.agreement?.kld.value).toBeCloseTo(0.1, 6);
    expect(level?.result?.figures).toMatchObject({ tokens: 1022, scoringMs: 20, threads: 2 });
  });

  it('makes reference log-probabilities again that are gone, for every level that lacks them', async () => {
    const log: string[] = [];
    const b = 'B'.charCodeAt(0);
    let refused = 0;
    const evaluation = evaluationOf(
      {
        log,
        beforeScore: ({ level }, call) => {
          if (level !== 'q8' || call.kind !== 'chunk' || call.tokens[0] !== b || refused > 0)
            return;
          refused++;
          throw fail('reference-missing', { chunk: 1 });
        },
      },
      fresh(),
    );
    await evaluation.start(await planOf());
    const { state } = evaluation;
    if (state.kind !== 'finished') throw new Error(state.kind);
    // The level that met the gap goes on with what it can; the one after it waits for the chunk too.
    const scores = log.filter((line) => line.startsWith('score') && line.includes(` ${b} `));
    expect(scores).toEqual([
      `score fp32 ${b} return`,
      `score fp32 ${b} return`,
      `score q8 ${b} given`,
      `score q4 ${b} given`,
    ]);
    expect(state.progress.remade).toBe(1);
    for (const { result, state: row } of state.rows.slice(1)) {
      expect(row.kind).toBe('done');
      expect(result?.text).toMatchObject({ chunks: 2, agreement: { reference: fp32 } });
    }
  });

  it('gives a level up, and only it, whose reference is gone every time', async () => {
    const log: string[] = [];
    const evaluation = evaluationOf(
      {
        log,
        beforeScore: ({ level }, call) => {
          if (level === 'q8' && call.kind === 'chunk')
            throw fail('reference-missing', { chunk: 0 });
        },
      },
      fresh(),
    );
    await evaluation.start(await planOf());
    expect(evaluation.state.kind).toBe('finished');
    const [, q8Row, q4Row] = rowsOf(evaluation);
    expect(q8Row?.state).toMatchObject({ kind: 'failed', error: { code: 'reference-missing' } });
    expect(q4Row).toMatchObject({ state: { kind: 'done' }, result: { text: { chunks: 2 } } });
    expect(log.filter((line) => line.startsWith('load q8'))).toHaveLength(3);
  });

  it('of a model of this device knows after a reload where its files lie', async () => {
    const kept = fresh();
    const { source, ...plan } = await planOf();
    const installed = { kind: 'opfs', folder: 'models/tiny/files' } as const;
    const stopped: Evaluation = evaluationOf({ log: [], beforeScore: () => stopped.stop() }, kept);
    await stopped.start({ ...plan, source: { ...source, installed } });
    expect((await evaluationOf({ log: [] }, kept).unfinished())?.source.installed).toEqual(
      installed,
    );
  });

  it('goes on after a stop where it was, and after all is scored runs nothing', async () => {
    const log: string[] = [];
    const kept = fresh();
    const plan = await planOf();
    const stopped: Evaluation = evaluationOf(
      {
        log,
        beforeScore: ({ level }, call) => {
          if (level === 'q8' && call.kind === 'chunk' && call.tokens[0] === 'B'.charCodeAt(0))
            stopped.stop();
        },
      },
      kept,
    );
    await stopped.start(plan);
    expect(stopped.state.kind).toBe('stopped');
    // What was scored so far is shown.
    expect(rowsOf(stopped)[1]?.result?.text?.chunks).toBe(1);

    // As after a reload: another page, the same store.
    const again = evaluationOf({ log }, kept);
    expect(await again.unfinished()).toEqual(plan);
    log.length = 0;
    await again.start(plan);
    expect(again.state.kind).toBe('finished');
    // What the page held of the reference is gone: it runs again for the chunks still to compare.
    const chunksOf = (level: string) => log.filter((line) => line.startsWith(`score ${level}`));
    expect(chunksOf('q8')).toEqual([`score q8 ${'B'.charCodeAt(0)} given`]);
    expect(chunksOf('q4')).toHaveLength(2);
    expect(await again.unfinished()).toBeNull();

    log.length = 0;
    const third = evaluationOf({ log }, kept);
    await third.start(plan);
    expect(log).toEqual([]);
    expect(rowsOf(third).map(({ result }) => result?.text)).toEqual(
      rowsOf(again).map(({ result }) => result?.text),
    );
  });

  it('does not use scores of another version, text or reference', async () => {
    const log: string[] = [];
    const kept = fresh();
    const plan = await planOf({ variants: [q4] });
    await evaluationOf({ log }, kept).start(plan);
    log.length = 0;
    await evaluationOf({ log }, kept, '2').start(plan);
    expect(log).toContain('load q4');
    log.length = 0;
    await evaluationOf({ log }, kept).start({ ...plan, reference: q8 });
    expect(log).toContain('load q4');
    log.length = 0;
    const other = await readText('t.txt', utf8(content.replace('x', 'y')));
    await evaluationOf({ log }, kept).start({ ...plan, text: { text: other, chunks: 2 } });
    expect(log).toContain('load q4');
  });

  it('pauses after the chunk under way and goes on', async () => {
    const log: string[] = [];
    const evaluation: Evaluation = evaluationOf(
      {
        log,
        beforeScore: ({ level }) => {
          if (level === 'q8') evaluation.pause();
        },
      },
      fresh(),
    );
    const ended = evaluation.start(await planOf());
    await until(() => evaluation.state.kind === 'paused');
    const scored = log.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log).toHaveLength(scored);
    expect(log.at(-1)).toMatch(/^score q8/);
    evaluation.resume();
    await until(() => evaluation.state.kind === 'paused');
    evaluation.resume();
    await ended;
    expect(evaluation.state.kind).toBe('finished');
  });

  it('stops while it is paused', async () => {
    const evaluation: Evaluation = evaluationOf(
      { log: [], beforeScore: () => evaluation.pause() },
      fresh(),
    );
    const ended = evaluation.start(await planOf());
    await until(() => evaluation.state.kind === 'paused');
    evaluation.stop();
    await ended;
    expect(evaluation.state.kind).toBe('stopped');
  });

  it('makes a row of a level that fails, and goes on', async () => {
    const log: string[] = [];
    const error = fail('memory-refused', { stage: 'load', neededBytes: 9 });
    const loadError = ({ level }: Variant) => (level === 'q8' ? error : undefined);
    const evaluation = evaluationOf({ log, loadError }, fresh());
    await evaluation.start(await planOf());
    expect(evaluation.state.kind).toBe('finished');
    const rows = rowsOf(evaluation);
    expect(rows[1]?.state).toEqual({ kind: 'failed', error });
    expect(rows[2]?.result?.text?.agreement).not.toBeNull();
  });

  it('gives each level its own figures where the reference fails', async () => {
    const loadError = ({ level }: Variant) =>
      level === 'fp32' ? fail('memory-refused', { stage: 'load', neededBytes: 9 }) : undefined;
    const evaluation = evaluationOf({ log: [], loadError }, fresh());
    await evaluation.start(await planOf());
    const [reference, level] = rowsOf(evaluation);
    expect(reference?.state.kind).toBe('failed');
    expect(level?.result?.text?.perplexity).not.toBeNull();
    expect(level?.result?.text?.agreement).toBeNull();
  });

  it('takes turns where neither storage nor the page holds all log-probabilities', async () => {
    const log: string[] = [];
    const text = { text: await readText('t.txt', utf8(content)), chunks: 4 };
    const evaluation = evaluationOf({ log, logProbBytes: 100e6 }, fresh());
    await evaluation.start(await planOf({ text, variants: [q4] }));
    expect(log.map((line) => line.replace(/ \d+/, ''))).toEqual([
      ...['load fp32', 'score fp32 return', 'score fp32 return', 'unload fp32'],
      ...['load q4', 'score q4 given', 'score q4 given', 'unload q4'],
      ...['load fp32', 'score fp32 return', 'score fp32 return', 'unload fp32'],
      ...['load q4', 'score q4 given', 'score q4 given', 'unload q4'],
    ]);
    expect(rowsOf(evaluation)[1]?.result?.text?.chunks).toBe(4);
  });

  it('asks questions, and names those that are too long', async () => {
    const lines = [...questions, { context: 'long', endings: ['a', 'b'], label: 0 }];
    const set = await readQuestions(
      'q.jsonl',
      utf8(lines.map((line) => JSON.stringify(line)).join('\n')),
    );
    const evaluation = evaluationOf(
      {
        log: [],
        beforeScore: (_, call) => {
          if (call.kind === 'choice' && call.context === 'long')
            throw fail('prompt-too-long', { promptTokens: 700, contextLength: 512 });
        },
      },
      fresh(),
    );
    await evaluation.start(
      await planOf({ text: null, choices: { set, limit: 400 }, reference: null }),
    );
    const [row] = rowsOf(evaluation);
    expect(row?.result?.text).toBeNull();
    expect(row?.result?.choices).toMatchObject({ n: 2, correct: { acc: [true, false] } });
    expect(row?.result?.choices?.acc.value).toBe(0.5);
    expect(row?.skipped).toEqual([{ line: 3, tokens: 700 }]);
  });

  it('scores a short text as one chunk, without statistics under 100 positions', async () => {
    const short = async (length: number) => ({
      text: await readText('s.txt', utf8('s'.repeat(length))),
      chunks: 8,
    });
    const evaluation = evaluationOf({ log: [] }, fresh());
    await evaluation.start(await planOf({ text: await short(300) }));
    expect(rowsOf(evaluation)[1]?.result?.text).toMatchObject({ positions: 149, chunks: 1 });
    expect(rowsOf(evaluation)[1]?.result?.text?.perplexity).not.toBeNull();
    await evaluation.start(await planOf({ text: await short(150) }));
    expect(rowsOf(evaluation)[1]?.result?.text).toMatchObject({
      positions: 74,
      perplexity: null,
      perplexityByChunk: [],
      agreement: null,
    });
    await evaluation.start(await planOf({ text: await short(1) }));
    expect(evaluation.state).toMatchObject({ kind: 'failed', error: { code: 'text-invalid' } });
  });

  it('tells progress that ends at all', async () => {
    const evaluation = evaluationOf({ log: [] }, fresh());
    const shares: number[] = [];
    evaluation.addEventListener('change', () => {
      if (evaluation.state.kind === 'idle') return;
      const { done, total } = evaluation.state.progress;
      shares.push(done / total);
    });
    await evaluation.start(await planOf());
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('gives way to another', async () => {
    const log: string[] = [];
    const evaluation = evaluationOf({ log }, fresh());
    const first = evaluation.start(await planOf());
    const second = evaluation.start(await planOf({ variants: [q8] }));
    await Promise.all([first, second]);
    expect(evaluation.state).toMatchObject({ kind: 'finished', plan: { variants: [q8] } });
  });
});
