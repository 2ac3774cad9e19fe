import { msg, str } from '@lit/localize';
import { splitThinking } from '../../core/thinking.ts';
import { isMeasured } from '../../core/units.ts';
import { formatVariant } from '../../core/variant.ts';
import { dateTime } from '../i18n/format.ts';
import { answerAccount } from '../report/answer-account.ts';
import type { MessageRecord } from '../store/chat-record.ts';
import type { StoredChat } from './chat-file.ts';
import { branchTo } from './message-tree.ts';

function messageMarkdown(message: MessageRecord): string {
  if (message.role === 'user')
    return `### ${msg('You', { id: 'chat.you' })}\n\n${message.content.trim()}\n`;
  const { figures, circumstances, sampling } = message;
  const name = circumstances
    ? formatVariant(circumstances.variant)
    : msg('Model', { id: 'picker.model' });
  const account =
    figures && isMeasured(figures.ttftMs)
      ? `\n*${answerAccount({ figures, circumstances, sampling })
          .line.map(({ before, value, unit }) => `${before} ${value} ${unit}`.trim())
          .join(', ')}*\n`
      : '';
  return `### ${name}\n\n${splitThinking(message.content).answer.trim()}\n${account}`;
}

/** The shown branch of each chat as Markdown, each answer with its one-line account. */
export const chatsToMarkdown = (chats: readonly StoredChat[]): string =>
  chats
    .map(({ chat, messages }) => {
      const branch = branchTo(
        new Map(messages.map((message) => [message.id, message])),
        chat.leafId,
      );
      const question = branch[0]?.content.split('\n')[0] ?? '';
      const title = chat.title === '' ? question : chat.title;
      const date = msg(str`Chat of ${dateTime(chat.createdAt)}`, { id: 'export.date' });
      return [`# ${title}`, date, ...branch.map(messageMarkdown)].join('\n\n');
    })
    .join('\n\n---\n\n');
