import { msg, str } from '@lit/localize';
import type { Failure } from '../../core/errors.ts';
import type {
  InstalledModel,
  ModelFacts,
  ModelOrigin,
  TransferState,
} from '../../core/model-store.ts';
import type { EngineId } from '../../core/variant.ts';
import { engineName } from '../i18n/engines.ts';
import { failureText } from '../i18n/errors.ts';
import { number, size } from '../i18n/format.ts';
import { currentLocale } from '../i18n/locale.ts';

export interface FactLine {
  readonly label: string;
  readonly value: string;
}

/** `135 M`, `1.2 B` */
export const parametersText = (count: number): string =>
  count >= 1e9 ? `${number(count / 1e9, 1)} B` : `${number(count / 1e6, count < 1e7 ? 1 : 0)} M`;

/** Languages by their names, Korean first among those that are counted only. */
export function languagesText(tags: readonly string[]): string {
  const names = new Intl.DisplayNames(currentLocale(), { type: 'language', fallback: 'code' });
  if (tags.length <= 3) return tags.map((tag) => nameOf(names, tag)).join(', ');
  return countedLanguages(tags.length, tags.includes('ko'));
}

export const countedLanguages = (count: number, withKorean: boolean): string =>
  withKorean
    ? msg(str`${number(count)} languages, Korean too`, { id: 'models.languages-korean' })
    : msg(str`${number(count)} languages, no Korean`, { id: 'models.languages' });

function nameOf(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag;
  } catch {
    // Whatever a file claims as its language.
    return tag;
  }
}

export const enginesText = (engines: readonly EngineId[]): string =>
  engines.map(engineName).join(', ');

/** What is known of a model; what isn't is left out. */
export function factLines(facts: ModelFacts, level: string | undefined): readonly FactLine[] {
  const unknown = msg('not stated', { id: 'models.not-stated' });
  const lines: FactLine[] = [
    {
      label: msg('Architecture', { id: 'models.architecture' }),
      value: facts.architecture ?? unknown,
    },
    {
      label: msg('Parameters', { id: 'models.parameters' }),
      value: facts.parameters === undefined ? unknown : parametersText(facts.parameters),
    },
    {
      label: msg('Level', { id: 'picker.level' }),
      value:
        [facts.quantization, level]
          .filter((part) => part !== undefined && part !== '')
          .join(', ') || unknown,
    },
    {
      label: msg('Context', { id: 'models.context' }),
      value:
        facts.contextLimit === undefined
          ? unknown
          : msg(str`${number(facts.contextLimit)} tokens`, { id: 'models.tokens' }),
    },
    { label: msg('Licence', { id: 'models.licence' }), value: facts.licence ?? unknown },
    {
      label: msg('Languages', { id: 'models.languages-label' }),
      value: facts.languages?.length ? languagesText(facts.languages) : unknown,
    },
    {
      label: msg('Chat template', { id: 'models.template' }),
      value: facts.hasChatTemplate
        ? msg('its own', { id: 'models.template-own' })
        : msg('none: it cannot chat', { id: 'models.template-none' }),
    },
  ];
  if (facts.engines)
    lines.push({
      label: msg('Engines that can run it', { id: 'models.engines' }),
      value: enginesText(facts.engines),
    });
  return lines;
}

export function originText(origin: ModelOrigin): string {
  switch (origin.kind) {
    case 'embedded':
      return msg('comes with Featherweight', { id: 'models.origin-embedded' });
    case 'disk':
      return msg('from this device’s disk', { id: 'models.origin-disk' });
    case 'hub':
      return msg(
        str`${origin.repository} from ${hostOf(origin.base)}, ${origin.revision.slice(0, 12)}`,
        {
          id: 'models.origin-hub',
        },
      );
  }
}

export function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** Why a damaged model isn't loaded, and what to do. */
export function conditionText({ condition }: InstalledModel): string | undefined {
  if (condition.kind === 'whole') return undefined;
  const { happened, advice } = failureText(condition.failure);
  return `${happened} ${againAdvice(condition.failure) ?? advice}`;
}

/**
 * What to do about a file that is not whole, wherever it came from: the sentence of its code is of a
 * file that comes with the app. `undefined` for other failures.
 */
export function againAdvice({ code }: Failure): string | undefined {
  return code === 'model-file-truncated' || code === 'model-file-altered'
    ? msg('Get it again from where it came; that mends it, unless it is damaged there.', {
        id: 'models.get-again',
      })
    : undefined;
}

/** `119 of 372 MB`, with the rate and the time left while it moves. */
export const amountText = (done: number, total: number | undefined): string =>
  total === undefined
    ? size(done)
    : msg(str`${size(done)} of ${size(total)}`, { id: 'models.amount' });

export function timeLeftText(seconds: number): string {
  if (seconds < 60)
    return msg(str`${number(Math.max(1, Math.ceil(seconds)))} s left`, {
      id: 'models.seconds-left',
    });
  return msg(str`${number(Math.ceil(seconds / 60))} min left`, { id: 'models.minutes-left' });
}

/** What a transfer is doing; empty while it simply moves. */
export function transferText(state: TransferState, now: number): string {
  switch (state.kind) {
    case 'running':
      return msg('If the line drops, it goes on from here.', { id: 'models.goes-on' });
    case 'queued':
      return msg('Waits for the others.', { id: 'models.queued' });
    case 'waiting': {
      const seconds = Math.max(0, Math.ceil((state.until - now) / 1000));
      return msg(str`Tries again in ${number(seconds)} s.`, { id: 'models.tries-again' });
    }
    case 'paused':
      return state.reason === 'asked'
        ? msg('Paused', { id: 'models.paused' })
        : msg('Cut off when the page closed. What had come is kept.', { id: 'models.cut-off' });
    case 'failed':
      return msg('Stopped', { id: 'models.stopped' });
    case 'elsewhere':
      return msg('Under way in another tab.', { id: 'models.elsewhere' });
  }
}
