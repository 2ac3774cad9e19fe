import { engineOptions, levelRunsHere } from '../../app/engine-choice.ts';
import type { Environment } from '../../app/environment.ts';
import type { ModelOption } from '../../app/model-option.ts';
import type { ComparePreferences, VariantChoice } from '../../app/preferences.ts';
import { engineIds } from '../../../core/variant.ts';
import { levelIds, type LevelId } from '../../../core/levels.ts';
import type { Services } from '../../app/contexts.ts';

/** How many variants stand side by side. */
export const fewest = 2;
export const most = 4;

export const sameChoice = (a: VariantChoice, b: VariantChoice): boolean =>
  a.level === b.level && a.engine === b.engine;

/** Whether this level can run on this engine here. */
export const canRun = (
  { level, engine }: VariantChoice,
  model: ModelOption,
  environment: Environment,
): boolean =>
  model.levels.some((option) => option.level === level) &&
  levelRunsHere(environment, level) &&
  engineOptions(environment, level).some(
    (option) => option.engine === engine && option.disabled === undefined,
  );

/** Every variant of the model that can run here, engine by engine, so that neighbours differ in level. */
const allChoices = (model: ModelOption, environment: Environment): readonly VariantChoice[] =>
  engineIds
    .flatMap((engine) => model.levels.map(({ level }) => ({ level, engine })))
    .filter((choice) => canRun(choice, model, environment));

/** A byte, a half, and what is below: the argument that the screen is for. */
const toldFirst: readonly LevelId[] = levelIds.filter((level) => /^q[0-9]+$/.test(level));

/**
 * What is compared when nobody has chosen: the plain block levels, largest first, on the engine that
 * keeps weights at their own width, so that their sizes show in memory and speed.
 */
export function defaultChoices(
  model: ModelOption,
  environment: Environment,
): readonly VariantChoice[] {
  const all = allChoices(model, environment);
  const told = all.filter(({ level, engine }) => engine === 'simd' && toldFirst.includes(level));
  return (told.length >= fewest ? told : all).slice(0, most);
}

/** The variants chosen last, where this model and device still have them, else the default ones. */
export function chosenVariants(
  stored: readonly VariantChoice[],
  model: ModelOption,
  environment: Environment,
): readonly VariantChoice[] {
  const possible = stored.filter((choice) => canRun(choice, model, environment)).slice(0, most);
  return possible.length >= fewest ? possible : defaultChoices(model, environment);
}

/** A variant that is not among `chosen`, to add beside them; `undefined` where there is none. */
export function anotherChoice(
  chosen: readonly VariantChoice[],
  model: ModelOption,
  environment: Environment,
): VariantChoice | undefined {
  const free = allChoices(model, environment).filter(
    (choice) => !chosen.some((each) => sameChoice(each, choice)),
  );
  const engine = chosen.at(-1)?.engine;
  return free.find((choice) => choice.engine === engine) ?? free[0];
}

/** The first variant that stands twice, or `undefined`. */
export const doubled = (chosen: readonly VariantChoice[]): VariantChoice | undefined =>
  chosen.find((choice, index) => chosen.slice(index + 1).some((each) => sameChoice(each, choice)));

/** The variants that stand side by side, and the one that the others are compared with; remembered. */
export class Selection {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  get choices(): readonly VariantChoice[] {
    const { preferences, model, environment } = this.#services;
    return chosenVariants(preferences.values.compare.variants, model.model, environment);
  }

  /** Position of the reference. */
  get reference(): number {
    const { reference } = this.#services.preferences.values.compare;
    return reference < this.choices.length ? reference : 0;
  }

  /** What `add` would add; `undefined` where there is no room, or nothing else. */
  get another(): VariantChoice | undefined {
    const { model, environment } = this.#services;
    const { choices } = this;
    return choices.length < most ? anotherChoice(choices, model.model, environment) : undefined;
  }

  add(): void {
    const { another } = this;
    if (another) this.prefer({ variants: [...this.choices, another] });
  }

  replace(at: number, choice: VariantChoice): void {
    this.prefer({ variants: this.choices.map((each, index) => (index === at ? choice : each)) });
  }

  remove(at: number): void {
    const { choices, reference } = this;
    if (choices.length <= fewest) return;
    this.prefer({
      variants: choices.filter((_, index) => index !== at),
      reference: at < reference ? reference - 1 : at === reference ? 0 : reference,
    });
  }

  prefer(change: Partial<ComparePreferences>): void {
    const { preferences } = this.#services;
    preferences.update({ compare: { ...preferences.values.compare, ...change } });
  }
}
