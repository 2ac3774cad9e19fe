import { msg, str } from '@lit/localize';
import type { ImportResult } from '../chat/chat-file.ts';
import type { ImportProblem } from '../report/export-file.ts';
import { failureText } from './errors.ts';
import { counted, number } from './format.ts';

/** What an import of chats did, or why it did nothing. */
export function importText(result: ImportResult): string {
  switch (result.kind) {
    case 'chats':
      return counted(
        result.chats.length,
        () => msg('1 chat was imported.', { id: 'import.one' }),
        () => msg(str`${number(result.chats.length)} chats were imported.`, { id: 'import.other' }),
      );
    case 'not-ours':
      return msg('This file is not an export of chats from Featherweight. Nothing was imported.', {
        id: 'import.not-ours',
      });
    default:
      return unusableFileText(result);
  }
}

/** Why a file was not taken, whatever it should have held. */
export function unusableFileText(problem: Exclude<ImportProblem, { kind: 'not-ours' }>): string {
  switch (problem.kind) {
    case 'unreadable':
      return failureText({ code: 'file-unreadable', parameters: { file: problem.file } }).happened;
    case 'not-json':
      return msg('This file is not JSON. Nothing was imported.', { id: 'import.not-json' });
    case 'later-version':
      return msg(
        str`This file was written by a later version of Featherweight (format ${number(problem.version)}). Update this one to read it. Nothing was imported.`,
        { id: 'import.later' },
      );
    case 'malformed':
      return msg(str`This file is damaged at “${problem.where}”. Nothing was imported.`, {
        id: 'import.malformed',
      });
  }
}
