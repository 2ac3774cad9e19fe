import { msg, str } from '@lit/localize';
import type { ModelControl } from '../../app/model-control.ts';
import type { ComparePreferences, VariantChoice } from '../../app/preferences.ts';
import { engineName } from '../../i18n/engines.ts';
import { megabytes, number } from '../../i18n/format.ts';
import type { Comparison } from './comparison.ts';
import { inTurnNeed, togetherNeed, type RunProblem } from './run-problem.ts';
import type { ModelPool } from './selection.ts';
import { variantLabel } from './variant-label.ts';

/** An estimate in two digits: `260 MB`, `1.2 GB`. */
const roughly = (bytes: number): string =>
  bytes < 1e9
    ? `${megabytes(Math.round(bytes / 1e7) * 1e7, 0)} MB`
    : `${number(bytes / 1e9, 1)} GB`;

export function runLabel(count: number, mode: ComparePreferences['mode']): string {
  if (mode === 'blind') return msg('Run a blind pair', { id: 'compare.run-blind' });
  switch (count) {
    case 2:
      return msg('Run both', { id: 'compare.run-two' });
    case 3:
      return msg('Run all three', { id: 'compare.run-three' });
    default:
      return msg('Run all four', { id: 'compare.run-four' });
  }
}

/** `Greedy, up to 96 tokens` */
export const summaryText = ({ temperature, seed, maxTokens }: ComparePreferences): string =>
  temperature === 0
    ? msg(str`Greedy, up to ${number(maxTokens)} tokens`, { id: 'compare.summary-greedy' })
    : msg(
        str`Temperature ${number(temperature, 1)}, seed ${String(seed)}, up to ${number(maxTokens)} tokens`,
        { id: 'compare.summary' },
      );

/** What a mode means for memory, figures and the chat. */
export function explanation(
  mode: ComparePreferences['mode'],
  choices: readonly VariantChoice[],
  pool: ModelControl,
): string {
  const { contextLength } = pool;
  const back = msg('The chat’s model is out of memory meanwhile and comes back by itself.', {
    id: 'compare.chat-returns',
  });
  if (mode === 'blind')
    return `${msg(
      'Two of these at random, one in memory at a time, without names or figures until you have voted.',
      { id: 'compare.explain-blind' },
    )} ${back}`;
  if (mode === 'together')
    return `${msg(
      str`All at once, for reading: about ${roughly(togetherNeed(choices, pool, contextLength))} of memory, and no figures that can be compared.`,
      { id: 'compare.explain-together' },
    )} ${back}`;
  return `${msg(
    str`One in memory at a time, about ${roughly(inTurnNeed(choices, pool, contextLength))} at most, so that the figures can be compared.`,
    { id: 'compare.explain-in-turn' },
  )} ${back}`;
}

export function problemText(problem: Exclude<RunProblem, { kind: 'no-simd' }>): string {
  switch (problem.kind) {
    case 'empty':
      return msg('The prompt is empty. Write something, or take an example.', {
        id: 'compare.empty',
      });
    case 'twice': {
      const { level, engine } = problem.choice;
      return msg(
        str`${level} on ${engineName(engine)} stands twice. Choose another level or engine for one of them.`,
        { id: 'compare.twice' },
      );
    }
    case 'too-long':
      return msg(
        str`The prompt has ${number(problem.tokens)} tokens; the context holds ${number(problem.contextLength)}. Shorten it, or choose a larger context in the settings.`,
        { id: 'compare.too-long' },
      );
    case 'memory':
      return msg(
        str`Together these need about ${roughly(problem.neededBytes)}; at most ${roughly(problem.limitBytes)} is used here. Run them one after the other, or choose fewer or lighter ones.`,
        { id: 'compare.memory' },
      );
  }
}

/** What a screen reader is told: who is at work, and the end. Never each token. */
export function announcement(
  { running, answers, atWork: at }: Comparison,
  choices: readonly VariantChoice[],
  pool: ModelPool,
): string {
  if (answers.length === 0) return '';
  if (!running) return msg('The comparison has ended.', { id: 'compare.ended' });
  const answer = answers[at];
  if (!answer) return '';
  const name = variantLabel(answer.choice, choices, pool);
  return answer.state.kind === 'loading'
    ? msg(str`${name} is being loaded, ${number(at + 1)} of ${number(answers.length)}.`, {
        id: 'compare.announce-load',
      })
    : msg(str`${name} is answering, ${number(at + 1)} of ${number(answers.length)}.`, {
        id: 'compare.announce-answer',
      });
}
