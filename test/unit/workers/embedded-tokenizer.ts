import { readFileSync } from 'node:fs';
import { ChatTokenizer } from '../../../workers/tokenization/chat-tokenizer.ts';

const folder = new URL('../../../models/smollm2-135m-instruct/', import.meta.url);
const json = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown;

/** The embedded model's tokenizer, from its own files. */
export const embeddedTokenizer = (): ChatTokenizer =>
  new ChatTokenizer({
    tokenizer: json('tokenizer.json'),
    tokenizerConfig: json('tokenizer_config.json'),
    config: json('config.json'),
    generationConfig: json('generation_config.json'),
  });

export interface GreedyOracle {
  readonly name: string;
  readonly messages: readonly {
    readonly role: 'system' | 'user' | 'assistant';
    readonly content: string;
  }[];
  readonly prompt: string;
  readonly prompt_ids: readonly number[];
  readonly greedy_ids: readonly number[];
  readonly greedy_text: string;
  readonly margin: readonly number[];
}

const oracle = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/oracle/${name}.json`, import.meta.url), 'utf8'),
  ) as unknown;

export const greedyOracles = oracle('greedy') as readonly GreedyOracle[];
export const tokenOracles = oracle('tokens') as readonly {
  readonly text: string;
  readonly ids: readonly number[];
}[];
