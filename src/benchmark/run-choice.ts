import { mostRepetitions } from '../../core/bench.ts';
import type { PresetId } from '../../core/bench-result.ts';
import type { LevelId } from '../../core/levels.ts';
import { localScoreTests } from '../../core/metrics/local-score.ts';
import { engineIds, type EngineId } from '../../core/variant.ts';
import { runsLevel, runsModel } from '../app/engine-choice.ts';
import type { ModelOption } from '../app/model-option.ts';
import type { RunSubject, RunTest, TimedLoads } from './run/benchmark-run.ts';
import { presetTests, tokensOf } from './run/plan.ts';

/** The fields of the set-up, as typed. */
export interface SizeFields {
  readonly prompts: string;
  readonly generations: string;
  readonly depths: string;
  readonly repetitions: string;
}
export type SizeField = keyof SizeFields;

/** What a person has set up. */
export interface RunChoice {
  readonly model: string;
  readonly levels: readonly LevelId[];
  readonly engines: readonly EngineId[];
  readonly threads: readonly number[];
  readonly preset: PresetId | 'custom';
  readonly sizes: SizeFields;
  readonly loads: TimedLoads;
}

/** Fields that a preset has; the others say nothing to it. */
export const fieldsOf = (preset: RunChoice['preset']): readonly SizeField[] => {
  switch (preset) {
    case 'local-score':
      return ['repetitions'];
    case 'time-to-first-token':
      return ['prompts', 'repetitions'];
    case 'context':
      return ['generations', 'depths', 'repetitions'];
    case 'quick':
    case 'standard':
    case 'threads':
    case 'custom':
      return ['prompts', 'generations', 'depths', 'repetitions'];
  }
};

/** A preset's tests as the fields would have them. */
function sizesOf(tests: readonly RunTest[]): SizeFields {
  const listed = (value: (test: RunTest) => number): string =>
    [...new Set(tests.map(value))].filter((size) => size > 0).join(', ');
  return {
    prompts: listed(({ nPrompt }) => nPrompt),
    generations: listed(({ nGen }) => nGen),
    depths: [...new Set(tests.map(({ nDepth }) => nDepth))].join(', '),
    repetitions: listed(({ repetitions }) => repetitions),
  };
}

/** What of the choice another model has, and of it the first that it has where that is nothing. */
export function withModel(choice: RunChoice, model: ModelOption): RunChoice {
  const offered = model.levels.map(({ level }) => level);
  const levels = choice.levels.filter((level) => offered.includes(level));
  const engines = choice.engines.filter((engine) => runsModel(engine, model));
  const [able] = engineIds.filter((engine) => runsModel(engine, model));
  return {
    ...choice,
    model: model.id,
    levels: levels.length > 0 ? levels : [model.source.shippedLevel],
    engines: engines.length > 0 || !able ? engines : [able],
  };
}

/** @param threads that the device offers: the sweep over threads is over all of them */
export const withPreset = (
  choice: RunChoice,
  preset: PresetId,
  threads: readonly number[],
): RunChoice => ({
  ...choice,
  preset,
  sizes: sizesOf(presetTests(preset)),
  threads: preset === 'threads' ? threads : choice.threads,
});

/** A typed size makes it a set of one's own, save in the sweeps and in LocalScore's tests. */
export const withSize = (choice: RunChoice, field: SizeField, text: string): RunChoice => ({
  ...choice,
  preset: choice.preset === 'quick' || choice.preset === 'standard' ? 'custom' : choice.preset,
  sizes: { ...choice.sizes, [field]: text },
});

/** Why a set-up can't run. The interface has a sentence for each. */
export type ChoiceProblem =
  | { readonly kind: 'no-level' | 'no-engine' | 'no-threads' | 'no-test' | 'no-variant' }
  | { readonly kind: 'not-whole'; readonly field: SizeField; readonly text: string }
  | { readonly kind: 'zero'; readonly field: SizeField }
  | { readonly kind: 'too-many-sizes'; readonly field: SizeField; readonly limit: number }
  | { readonly kind: 'too-many-repetitions'; readonly limit: number }
  | {
      readonly kind: 'beyond-context';
      readonly field: SizeField;
      readonly tokens: number;
      readonly limit: number;
    };

const mostSizes = 16;

/** What a field's text says: whole numbers between commas or spaces. */
function numbersOf(text: string): readonly number[] | { readonly wrong: string } {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  const wrong = parts.find((part) => !/^\d{1,9}$/.test(part));
  return wrong === undefined ? [...new Set(parts.map(Number))] : { wrong };
}

interface Sizes {
  readonly prompts: readonly number[];
  readonly generations: readonly number[];
  readonly depths: readonly number[];
  readonly repetitions: number;
}

/** The tests of a set-up, or all that is wrong with it. */
export function testsOf(
  choice: RunChoice,
  contextLimit: number,
): { readonly tests: readonly RunTest[]; readonly problems: readonly ChoiceProblem[] } {
  const { sizes, problems } = readSizes(choice);
  if (!sizes || problems.length > 0) return { tests: [], problems };
  const tests = combine(choice.preset, sizes);
  if (tests.length === 0) return { tests, problems: [{ kind: 'no-test' }] };
  const longest = tests.reduce((a, b) => (tokensOf(b) > tokensOf(a) ? b : a));
  if (tokensOf(longest) > contextLimit) {
    const field =
      longest.nDepth >= Math.max(longest.nPrompt, longest.nGen)
        ? 'depths'
        : longest.nPrompt >= longest.nGen
          ? 'prompts'
          : 'generations';
    return {
      tests: [],
      problems: [{ kind: 'beyond-context', field, tokens: tokensOf(longest), limit: contextLimit }],
    };
  }
  return { tests, problems: [] };
}

function readSizes(choice: RunChoice): {
  readonly sizes: Sizes | undefined;
  readonly problems: readonly ChoiceProblem[];
} {
  const problems: ChoiceProblem[] = [];
  const read = (field: SizeField): readonly number[] => {
    if (!fieldsOf(choice.preset).includes(field)) return [];
    const numbers = numbersOf(choice.sizes[field]);
    if ('wrong' in numbers) {
      problems.push({ kind: 'not-whole', field, text: numbers.wrong.slice(0, 20) });
      return [];
    }
    if (field !== 'depths' && numbers.includes(0)) problems.push({ kind: 'zero', field });
    if (numbers.length > mostSizes)
      problems.push({ kind: 'too-many-sizes', field, limit: mostSizes });
    return numbers;
  };
  const [prompts, generations, depths] = [read('prompts'), read('generations'), read('depths')];
  const counts = read('repetitions');
  const [repetitions] = counts;
  if (
    counts.length !== 1 &&
    !problems.some((each) => 'field' in each && each.field === 'repetitions')
  )
    problems.push({ kind: 'not-whole', field: 'repetitions', text: choice.sizes.repetitions });
  if (repetitions !== undefined && repetitions > mostRepetitions)
    problems.push({ kind: 'too-many-repetitions', limit: mostRepetitions });
  return {
    problems,
    sizes:
      repetitions === undefined
        ? undefined
        : { prompts, generations, depths: depths.length > 0 ? depths : [0], repetitions },
  };
}

function combine(
  preset: RunChoice['preset'],
  { prompts, generations, depths, repetitions }: Sizes,
): readonly RunTest[] {
  switch (preset) {
    case 'local-score':
      return localScoreTests.map(([nPrompt, nGen]) => ({ nPrompt, nGen, nDepth: 0, repetitions }));
    case 'time-to-first-token':
      // A prompt and one step: what stands between a question and its first token.
      return prompts.map((nPrompt) => ({ nPrompt, nGen: 1, nDepth: 0, repetitions }));
    case 'context':
    case 'quick':
    case 'standard':
    case 'threads':
    case 'custom':
      return depths.flatMap((nDepth) => [
        ...prompts.map((nPrompt) => ({ nPrompt, nGen: 0, nDepth, repetitions })),
        ...generations.map((nGen) => ({ nPrompt: 0, nGen, nDepth, repetitions })),
      ]);
  }
}

/** The variants of a set-up: every level on every engine that runs it and the model, the GPU without threads. */
export function subjectsOf(choice: RunChoice, model: ModelOption): readonly RunSubject[] {
  return choice.levels.flatMap((level) =>
    choice.engines
      .filter((engine) => runsLevel(engine, level) && runsModel(engine, model))
      .flatMap((engine) =>
        (engine === 'webgpu' ? [1] : choice.threads).map((threads): RunSubject => ({
          variant: { model: model.id, level, engine },
          source: model.source,
          threads,
          form: 'auto',
          maxContextLength: model.maxContextLength,
          weightBytes: model.levels.find((option) => option.level === level)?.bytes ?? 0,
        })),
      ),
  );
}

/** What is wrong with the choice of variants. */
export function variantProblems(
  choice: RunChoice,
  subjects: readonly RunSubject[],
): readonly ChoiceProblem[] {
  const problems: ChoiceProblem[] = [];
  if (choice.levels.length === 0) problems.push({ kind: 'no-level' });
  if (choice.engines.length === 0) problems.push({ kind: 'no-engine' });
  if (choice.threads.length === 0 && choice.engines.some((engine) => engine !== 'webgpu'))
    problems.push({ kind: 'no-threads' });
  if (problems.length === 0 && subjects.length === 0) problems.push({ kind: 'no-variant' });
  return problems;
}
