import type { LevelId } from '../../core/levels.ts';
import type { InstalledModel, ModelFacts } from '../../core/model-store.ts';
import type { MadeLevel } from '../../core/model-work.ts';
import { embeddedModel } from '../../models/catalogue.ts';
import { downloadBytes, type ModelOption } from '../app/model-option.ts';

/** A model or a level of one that takes room on this device. */
export interface DeviceRow {
  /** Unique among the rows. */
  readonly key: string;
  readonly kind: 'embedded' | 'installed' | 'level';
  readonly id: string;
  readonly name: string;
  /** `q4`, or as its files call their quantization: `Q4_K_M`. */
  readonly level: string;
  readonly levelId: LevelId | undefined;
  readonly bytes: number;
  readonly lastUsedAt: number | null;
  /** The chat uses it now. */
  readonly isInUse: boolean;
  readonly model: InstalledModel | undefined;
  /** Where it can be loaded. */
  readonly option: ModelOption | undefined;
}

export interface RowsInput {
  /** Those that come with the app, and those of this device. */
  readonly options: readonly ModelOption[];
  readonly installed: readonly InstalledModel[];
  readonly made: readonly MadeLevel[];
  readonly used: { readonly id: string; readonly level: LevelId } | undefined;
}

/** What lies on this device, the heaviest first. */
export function deviceRows({ options, installed, made, used }: RowsInput): readonly DeviceRow[] {
  const installedIds = new Set(installed.map(({ id }) => id));
  const isUsed = (id: string, level: LevelId): boolean => used?.id === id && used.level === level;
  const names = new Map([
    ...options.map(({ id, name }) => [id, name] as const),
    ...installed.map(({ id, displayName }) => [id, displayName] as const),
  ]);
  const optionOf = (id: string): ModelOption | undefined => options.find((each) => each.id === id);
  const rows: DeviceRow[] = [
    ...options
      .filter(({ id }) => !installedIds.has(id))
      .map((option): DeviceRow => ({
        key: option.id,
        kind: 'embedded',
        id: option.id,
        name: option.name,
        level: option.source.shippedLevel,
        levelId: option.source.shippedLevel,
        bytes: downloadBytes(option.source),
        lastUsedAt: null,
        isInUse: isUsed(option.id, option.source.shippedLevel),
        model: undefined,
        option,
      })),
    ...installed.map((model): DeviceRow => ({
      key: model.id,
      kind: 'installed',
      id: model.id,
      name: model.displayName,
      level: model.facts.quantization ?? model.shippedLevel ?? '',
      levelId: model.shippedLevel,
      bytes: model.bytes,
      lastUsedAt: model.lastUsedAt,
      isInUse: model.shippedLevel !== undefined && isUsed(model.id, model.shippedLevel),
      model,
      option: optionOf(model.id),
    })),
    ...made.map(({ model, level, bytes }): DeviceRow => ({
      key: `${model} ${level}`,
      kind: 'level',
      id: model,
      name: names.get(model) ?? model,
      level,
      levelId: level,
      bytes,
      lastUsedAt: null,
      isInUse: isUsed(model, level),
      model: undefined,
      option: optionOf(model),
    })),
  ];
  return rows.toSorted((a, b) => b.bytes - a.bytes);
}

/** What is known of a row's model. */
export function rowFacts({ kind, id, model, option }: DeviceRow): ModelFacts {
  if (model) return model.facts;
  const context = option && { contextLimit: option.maxContextLength };
  if (kind === 'level' || id !== embeddedModel.id) return { ...context };
  const { parameters, licence, languages } = embeddedModel;
  return {
    ...context,
    architecture: 'llama',
    parameters,
    licence,
    languages,
    hasChatTemplate: true,
  };
}

/** The nearest 1, 2 or 5 times a power of ten that isn't below `bytes`: the end of a ruler. */
export function rulerEnd(bytes: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(bytes, 1e6)));
  const step = [1, 2, 5, 10].find((each) => each * power >= bytes) ?? 10;
  return step * power;
}
