import { msg } from '@lit/localize';
import type { LevelId } from '../../core/levels.ts';
import {
  catalogue,
  hubCatalogue,
  sizeAtLevel,
  type HubCatalogueEntry,
  type LicenceLimit,
  type Strength,
} from '../../models/catalogue.ts';

/** The levels whose weight is told. */
export const toldLevels: readonly LevelId[] = ['q8', 'q4', 'q3', 'q2'];

/** A model that is offered, wherever its files are. */
export interface Offered {
  readonly name: string;
  readonly parameters: number;
  readonly languages: readonly string[];
  /** How many languages its publisher says, where it names fewer. */
  readonly languageCount?: number;
  readonly speaksKorean: boolean;
  readonly licence: string;
  /** What the licence asks beyond a notice, where it does. */
  readonly licenceLimits?: string;
  /** What it is good for. */
  readonly use?: string;
  readonly levels: readonly { readonly level: LevelId; readonly bytes: number }[];
  /** On the hub; absent for models that come with the app. */
  readonly repository?: string;
  /** Day on which the facts were checked, ISO 8601. */
  readonly factsFrom: string;
  /** Addresses where they were read. */
  readonly sources: readonly string[];
}

/** Those that come with the app, then those of the hub. */
export const offers = (): readonly Offered[] => [
  ...catalogue.map(
    ({ displayName, parameters, languages, licence, levels, factsFrom, homepage }): Offered => ({
      name: displayName,
      ...{ parameters, languages, licence, levels, factsFrom },
      speaksKorean: languages.includes('ko'),
      sources: [homepage],
    }),
  ),
  ...hubCatalogue.map(fromHub),
];

function fromHub(entry: HubCatalogueEntry): Offered {
  const { displayName, parameters, languages, languageCount, speaksKorean, licence } = entry;
  const [repository] = entry.repositories;
  return {
    name: displayName,
    ...{ parameters, languages, speaksKorean, licence },
    ...(languageCount !== undefined && { languageCount }),
    ...(entry.licenceLimits.length > 0 && {
      licenceLimits: entry.licenceLimits.map(limitText).join(', '),
    }),
    use: entry.goodFor.map(strengthText).join(', '),
    levels: toldLevels.flatMap((level) => {
      const bytes = sizeAtLevel(entry, level);
      return bytes === undefined ? [] : [{ level, bytes }];
    }),
    ...(repository !== undefined && { repository }),
    factsFrom: entry.facts.date,
    sources: entry.facts.from,
  };
}

function strengthText(strength: Strength): string {
  switch (strength) {
    case 'chat':
      return msg('discussing', { id: 'models.good-for-chat' });
    case 'summaries':
      return msg('summaries', { id: 'models.good-for-summaries' });
    case 'rewriting':
      return msg('rewriting', { id: 'models.good-for-rewriting' });
    case 'structured-output':
      return msg('structured output', { id: 'models.good-for-structured' });
    case 'code':
      return msg('code', { id: 'models.good-for-code' });
    case 'mathematics':
      return msg('mathematics', { id: 'models.good-for-mathematics' });
    case 'many-languages':
      return msg('many languages', { id: 'models.good-for-languages' });
  }
}

function limitText(limit: LicenceLimit): string {
  switch (limit) {
    case 'accept-on-hub':
      return msg('to be accepted on the hub first', { id: 'models.limit-accept' });
    case 'use-policy':
      return msg('some uses are forbidden', { id: 'models.limit-use' });
    case 'name-kept':
      return msg('models made from it carry its name', { id: 'models.limit-name' });
    case 'large-companies':
      return msg('very large companies need their own licence', { id: 'models.limit-large' });
  }
}
