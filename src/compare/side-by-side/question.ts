import type { Services } from '../../app/contexts.ts';
import { samplingDefaults } from '../../chat/sampling.ts';
import { messagesOf, type Prompt } from './prompt.ts';
import type { Question } from './variant-answer.ts';

/** What is asked of each, as the preferences stand. */
export function questionOf({ model, preferences }: Services, prompt: Prompt): Question {
  const { compare, stopStrings, threads } = preferences.values;
  const { temperature, seed, maxTokens } = compare;
  return {
    pool: { model: model.model, models: model.models },
    messages: messagesOf(prompt),
    sampling: { ...samplingDefaults(preferences.values, {}), temperature, seed },
    maxTokens,
    stopStrings,
    contextLength: model.contextLength,
    threads,
  };
}
