import { msg } from '@lit/localize';
import type { Environment } from './environment.ts';
import { missingFeatures, type MissingFeature } from './missing-features.ts';

/** What this browser or address takes away and everybody should know, said until it is closed. */
export function notices(
  environment: Environment,
  storagePersistent: boolean,
): readonly MissingFeature[] {
  const found = missingFeatures(environment).filter(({ isNotice }) => isNotice);
  if (!storagePersistent)
    found.push({
      name: 'not-persistent',
      isNotice: true,
      text: msg(
        'This browser does not let the page store anything: chats last until the page is closed. Export those that you want to keep.',
        { id: 'notice.not-persistent' },
      ),
    });
  return found;
}
