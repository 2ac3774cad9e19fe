import { msg, str } from '@lit/localize';
import { size } from '../i18n/format.ts';
import type { Question } from './confirm-dialog.ts';
import type { DeviceRow } from './device-rows.ts';

const remove = (): string => msg('Remove', { id: 'models.remove' });

export function rowQuestion({ kind, name, level, bytes }: DeviceRow): Question {
  const title = msg(str`Remove ${name} ${level}?`, { id: 'models.ask-remove' });
  return kind === 'level'
    ? {
        title,
        text: msg(str`It frees ${size(bytes)}. The level can be made again from the model.`, {
          id: 'models.ask-remove-level',
        }),
        action: remove(),
      }
    : {
        title,
        text: msg(
          str`It frees ${size(bytes)}, with the levels made from it. To use it again it has to be fetched or imported again. Chats stay.`,
          { id: 'models.ask-remove-model' },
        ),
        action: remove(),
      };
}

export const allModelsQuestion = (): Question => ({
  title: msg('Remove all models?', { id: 'models.ask-all' }),
  text: msg(
    'Every model that was imported or fetched goes, half-fetched ones and levels made here too. The model that comes with the app, chats and results stay.',
    { id: 'models.ask-all-text' },
  ),
  action: remove(),
});

export const everythingQuestion = (): Question => ({
  title: msg('Delete everything?', { id: 'models.ask-everything' }),
  text: msg(
    'All models, chats, comparisons, benchmark results and settings on this device are deleted, and the page is fetched anew from its server. Nothing of it can be brought back.',
    { id: 'models.ask-everything-text' },
  ),
  action: msg('Delete everything', { id: 'models.delete-everything' }),
});
