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
  a.model === b.model && a.level === b.level && a.engine === b.engine;

/** The chat's model, and all that can be chosen in its place. */
export interface ModelPool {
  readonly model: ModelOption;
  readonly models: readonly ModelOption[];
}

/** A choice's model: the chat's where it names none; `undefined` where it is not on the device any more. */
export const modelOf = (
  { model }: Pick<VariantChoice, 'model'>,
  pool: ModelPool,
): ModelOption | undefined =>
  model === undefined ? pool.model : pool.models.find(({ id }) => id === model);

/** Whether this level of this model can run on this engine here. */
export const canRun = (
  choice: VariantChoice,
  pool: ModelPool,
  environment: Environment,
): boolean => {
  const { level, engine } = choice;
  const model = modelOf(choice, pool);
  return (
    model !== undefined &&
    model.levels.some((option) => option.level === level) &&
    levelRunsHere(environment, level) &&
    engineOptions(environment, level, model).some(
      (option) => option.engine === engine && option.disabled === undefined,
    )
  );
};

/** The same level and engine of another model where it has them, else the nearest that it has. */
export function onModel(
  choice: VariantChoice,
  model: ModelOption,
  pool: ModelPool,
  environment: Environment,
): VariantChoice {
  const own = model.id === pool.model.id ? {} : { model: model.id };
  const { level, engine } = choice;
  const same: VariantChoice = { ...own, level, engine };
  if (canRun(same, pool, environment)) return same;
  const { shippedLevel } = model.source;
  const engines = [engine, ...engineIds];
  const levels = [level, shippedLevel, ...model.levels.map((option) => option.level)];
  const possible = levels
    .flatMap((each) => engines.map((other) => ({ ...own, level: each, engine: other })))
    .find((each) => canRun(each, pool, environment));
  return possible ?? { ...own, level: shippedLevel, engine: 'wasm' };
}

/** Every variant of the model that can run here, engine by engine, so that neighbours differ in level. */
const allChoices = (pool: ModelPool, environment: Environment): readonly VariantChoice[] =>
  engineIds
    .flatMap((engine) => pool.model.levels.map(({ level }) => ({ level, engine })))
    .filter((choice) => canRun(choice, pool, environment));

/** A byte, a half, and what is below: the argument that the screen is for. */
const toldFirst: readonly LevelId[] = levelIds.filter((level) => /^q[0-9]+$/.test(level));

/**
 * What is compared when nobody has chosen: the plain block levels, largest first, on the engine that
 * keeps weights at their own width, so that their sizes show in memory and speed.
 */
export function defaultChoices(
  pool: ModelPool,
  environment: Environment,
): readonly VariantChoice[] {
  const all = allChoices(pool, environment);
  const told = all.filter(({ level, engine }) => engine === 'simd' && toldFirst.includes(level));
  return (told.length >= fewest ? told : all).slice(0, most);
}

/** The variants chosen last, where this model and device still have them, else the default ones. */
export function chosenVariants(
  stored: readonly VariantChoice[],
  pool: ModelPool,
  environment: Environment,
): readonly VariantChoice[] {
  const possible = stored
    .map((choice) => (choice.model === pool.model.id ? onChat(choice) : choice))
    .filter((choice) => canRun(choice, pool, environment))
    .slice(0, most);
  return possible.length >= fewest ? possible : defaultChoices(pool, environment);
}

/** A choice that names the chat's model is the one that names none. */
const onChat = ({ level, engine }: VariantChoice): VariantChoice => ({ level, engine });

/** A variant that is not among `chosen`, to add beside them; `undefined` where there is none. */
export function anotherChoice(
  chosen: readonly VariantChoice[],
  pool: ModelPool,
  environment: Environment,
): VariantChoice | undefined {
  const free = allChoices(pool, environment).filter(
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
    return chosenVariants(preferences.values.compare.variants, model, environment);
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
    return choices.length < most ? anotherChoice(choices, model, environment) : undefined;
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
