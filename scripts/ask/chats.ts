import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { ChatMessage } from '../../core/contract.ts';
import { UsageError } from './argument-values.ts';
import type { AskArguments } from './arguments.ts';

export interface AskedChat {
  readonly name?: string | undefined;
  readonly messages: readonly ChatMessage[];
}

const schema = v.array(
  v.object({
    name: v.optional(v.string()),
    messages: v.pipe(
      v.array(v.object({ role: v.picklist(['system', 'user', 'assistant']), content: v.string() })),
      v.minLength(1),
    ),
  }),
);

/** @throws UsageError naming the place in the file that is wrong */
export function parseChats(text: string, file: string): readonly AskedChat[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const result = v.safeParse(schema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const place = v.getDotPath(issue);
  throw new UsageError(`${file}${place === null ? '' : `, at ${place}`}: ${issue.message}.`);
}

function readChats(file: string): readonly AskedChat[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file} can't be read.`);
  }
  return parseChats(text, file);
}

const withSystem = (system: string, { messages, ...rest }: AskedChat): AskedChat =>
  system === '' || messages[0]?.role === 'system'
    ? { ...rest, messages }
    : { ...rest, messages: [{ role: 'system', content: system }, ...messages] };

/** The chats to answer: those of the file, or one of the question. */
export function chatsOf({ chats, question, system }: AskArguments): readonly AskedChat[] {
  const asked =
    chats === undefined
      ? [{ messages: [{ role: 'user' as const, content: question ?? '' }] }]
      : readChats(chats);
  return asked.map((chat) => withSystem(system, chat));
}
