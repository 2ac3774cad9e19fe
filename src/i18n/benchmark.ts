import { msg, str } from '@lit/localize';
import type { PresetId } from '../../core/bench-result.ts';
import type { ChoiceProblem, SizeField } from '../benchmark/run-choice.ts';
import type { LiveTest } from '../benchmark/run/benchmark-run.ts';
import type { ResultImportProblem } from '../report/benchmark/result-file.ts';
import { counted, number, size } from './format.ts';
import { unusableFileText } from './imports.ts';

export function presetName(preset: PresetId | 'custom'): string {
  switch (preset) {
    case 'quick':
      return msg('Quick', { id: 'bench.preset-quick' });
    case 'standard':
      return msg('Standard', { id: 'bench.preset-standard' });
    case 'local-score':
      return msg('LocalScore’s tests', { id: 'bench.preset-local-score' });
    case 'time-to-first-token':
      return msg('First token by prompt length', { id: 'bench.preset-first-token' });
    case 'context':
      return msg('Decode rate by context', { id: 'bench.preset-context' });
    case 'threads':
      return msg('Rates by threads', { id: 'bench.preset-threads' });
    case 'custom':
      return msg('Sizes of your own', { id: 'bench.preset-custom' });
  }
}

export function presetDescription(preset: PresetId | 'custom'): string {
  switch (preset) {
    case 'quick':
      return msg('A first impression, in under a minute where the model is on the device.', {
        id: 'bench.about-quick',
      });
    case 'standard':
      return msg('llama-bench’s own sizes, to set beside published figures.', {
        id: 'bench.about-standard',
      });
    case 'local-score':
      return msg('Nine pairs of prompt and answer, up to 3,072 tokens. This takes long.', {
        id: 'bench.about-local-score',
      });
    case 'time-to-first-token':
      return msg('How long the first token takes as prompts grow.', {
        id: 'bench.about-first-token',
      });
    case 'context':
      return msg('How the decode rate falls as the context fills.', { id: 'bench.about-context' });
    case 'threads':
      return msg('The same tests on each number of threads.', { id: 'bench.about-threads' });
    case 'custom':
      return msg('Sizes in tokens, several between commas.', { id: 'bench.about-custom' });
  }
}

export function fieldName(field: SizeField): string {
  switch (field) {
    case 'prompts':
      return msg('Prompt tokens', { id: 'bench.field-prompts' });
    case 'generations':
      return msg('Generated tokens', { id: 'bench.field-generations' });
    case 'depths':
      return msg('Depths', { id: 'bench.field-depths' });
    case 'repetitions':
      return msg('Repetitions', { id: 'bench.field-repetitions' });
  }
}

/** Why a set-up can't run, and what to change. */
export function problemText(problem: ChoiceProblem): string {
  switch (problem.kind) {
    case 'no-level':
      return msg('Choose at least one level.', { id: 'bench.problem-level' });
    case 'no-engine':
      return msg('Choose at least one engine.', { id: 'bench.problem-engine' });
    case 'no-threads':
      return msg('Choose at least one number of threads.', { id: 'bench.problem-threads' });
    case 'no-variant':
      return msg('None of these levels runs on these engines. Choose another of either.', {
        id: 'bench.problem-variant',
      });
    case 'no-test':
      return msg('There is no test: give prompt tokens, generated tokens, or both.', {
        id: 'bench.problem-test',
      });
    case 'not-whole':
      return problem.text.trim() === ''
        ? msg(str`${fieldName(problem.field)}: give a whole number.`, {
            id: 'bench.problem-missing',
          })
        : msg(str`${fieldName(problem.field)}: “${problem.text}” is not a whole number.`, {
            id: 'bench.problem-number',
          });
    case 'zero':
      return msg(str`${fieldName(problem.field)}: 0 measures nothing. Give 1 or more.`, {
        id: 'bench.problem-zero',
      });
    case 'too-many-sizes':
      return msg(str`${fieldName(problem.field)}: at most ${number(problem.limit)} sizes a run.`, {
        id: 'bench.problem-sizes',
      });
    case 'too-many-repetitions':
      return msg(
        str`Repetitions: at most ${number(problem.limit)}. More would say little and take long.`,
        { id: 'bench.problem-repetitions' },
      );
    case 'beyond-context':
      return msg(
        str`${fieldName(problem.field)}: a test would need ${number(problem.tokens)} tokens; this model’s context holds ${number(problem.limit)}. Give less.`,
        { id: 'bench.problem-context' },
      );
  }
}

/** What a test is doing. */
export function activityText(activity: LiveTest['activity']): string {
  switch (activity) {
    case 'rest':
      return msg('Resting, so that the device can cool', { id: 'bench.doing-rest' });
    case 'load':
      return msg('Loading the variant', { id: 'bench.doing-load' });
    case 'limits':
      return msg('Measuring the device’s own limits', { id: 'bench.doing-limits' });
    case 'calibrate':
      return msg('Checking for other work on the machine', { id: 'bench.doing-calibrate' });
    case 'warm-up':
      return msg('Warming up', { id: 'bench.doing-warm-up' });
    case 'depth':
      return msg('Filling the context', { id: 'bench.doing-depth' });
    case 'prompt':
      return msg('Reading the prompt', { id: 'bench.doing-prompt' });
    case 'generation':
      return msg('Generating', { id: 'bench.doing-generation' });
  }
}

export function importProblemText(problem: ResultImportProblem): string {
  switch (problem.kind) {
    case 'too-large':
      return msg(str`This file has ${size(problem.bytes)}: too large for results.`, {
        id: 'bench.import-large',
      });
    case 'not-ours':
      return msg(
        'This file is not an export of benchmark results from Featherweight. Nothing was imported.',
        { id: 'bench.import-not-ours' },
      );
    default:
      return unusableFileText(problem);
  }
}

export const importedText = (added: number, known: number): string => {
  const first = counted(
    added,
    () => msg('1 run was imported.', { id: 'bench.imported-one' }),
    () => msg(str`${number(added)} runs were imported.`, { id: 'bench.imported' }),
  );
  if (known === 0) return first;
  return `${first} ${counted(
    known,
    () => msg('1 was here already.', { id: 'bench.known-one' }),
    () => msg(str`${number(known)} were here already.`, { id: 'bench.known' }),
  )}`;
};

/** `about 20 s`, `about 3 min`, `about 1 h 40 min`. */
export function aboutDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 90) {
    const rounded = seconds < 10 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5;
    return msg(str`about ${number(rounded)} s`, { id: 'bench.about-seconds' });
  }
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return msg(str`about ${number(minutes)} min`, { id: 'bench.about-minutes' });
  const rounded = Math.round(minutes / 10) * 10;
  return rounded % 60 === 0
    ? msg(str`about ${number(rounded / 60)} h`, { id: 'bench.about-hours' })
    : msg(str`about ${number(Math.floor(rounded / 60))} h ${number(rounded % 60)} min`, {
        id: 'bench.about-hours-minutes',
      });
}
