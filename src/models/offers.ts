import type { LevelId } from '../../core/levels.ts';
import { catalogue } from '../../models/catalogue.ts';

/** A model that is offered, wherever its files are. */
export interface Offered {
  readonly name: string;
  readonly parameters: number;
  readonly languages: readonly string[];
  readonly licence: string;
  /** What the licence asks beyond a notice, where it does. */
  readonly licenceLimits?: string;
  /** What it is good for. */
  readonly use?: string;
  readonly levels: readonly { readonly level: LevelId; readonly bytes: number }[];
  /** On the hub; absent for models that come with the app. */
  readonly repository?: string;
  readonly factsFrom: string;
}

/** Those that come with the app, then those of the hub. */
export const offers = (): readonly Offered[] =>
  catalogue.map(({ displayName, parameters, languages, licence, levels, factsFrom }) => ({
    name: displayName,
    ...{ parameters, languages, licence, levels, factsFrom },
  }));
