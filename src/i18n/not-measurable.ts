import { msg } from '@lit/localize';
import type { NotMeasurableReason } from '../../core/units.ts';

/** Why a figure has no value, as a clause after "not measurable here:". */
export function notMeasurableText(reason: NotMeasurableReason): string {
  switch (reason) {
    case 'fewer-than-two-tokens':
      return msg('the answer has fewer than two tokens', { id: 'reason.few-tokens' });
    case 'nothing-to-prefill':
      return msg('the whole prompt was in the cache already', { id: 'reason.nothing-to-prefill' });
    case 'stopped-before-first-token':
      return msg('it was stopped before the first token', { id: 'reason.stopped-early' });
    case 'stopped-while-thinking':
      return msg('it ended before an answer began', { id: 'reason.only-thinking' });
    case 'engine-does-not-report':
      return msg('this engine does not report it', { id: 'reason.engine-silent' });
    case 'no-gpu':
      return msg('nothing runs on the GPU', { id: 'reason.no-gpu' });
    case 'no-shared-clock':
      return msg('page and worker share no clock', { id: 'reason.no-clock' });
    case 'browser-does-not-offer':
      return msg('this browser does not offer it', { id: 'reason.browser-silent' });
    case 'page-not-isolated':
      return msg('the page is not isolated', { id: 'reason.not-isolated' });
    case 'page-was-hidden':
      return msg('the page was hidden', { id: 'reason.page-hidden' });
    case 'not-asked-yet':
      return msg('the browser is still counting', { id: 'reason.not-yet' });
  }
}
